//! Why a check did not pass.

/// What was asked, expected and answered. No token stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The request, as one could send it again, and by whom.
    pub asked: String,
    /// What the contract says of the answer.
    pub expected: String,
    /// What came.
    pub answered: String,
}

/// What ends a check before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The backend is wrong.
    Failed(Box<Failure>),
    /// The suite was not given what the check needs.
    Skipped(String),
    /// The backend says that it does not do this.
    NotOffered(String),
}

impl Stop {
    /// The suite needs something that it was not given.
    pub(crate) fn needs(what: impl Into<String>) -> Self {
        Self::Skipped(format!("needs {}", what.into()))
    }
}

/// The outcome of a check or of a step of it.
pub(crate) type Held<T = ()> = Result<T, Stop>;
