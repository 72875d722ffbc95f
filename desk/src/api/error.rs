//! Why a request did not work.

use contract::{Problem, ProblemCode};
use wasm_bindgen::JsValue;

use crate::i18n::{I18n, Key};

/// Why a request did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// No answer.
    Network,
    /// An answer that is not of the contract.
    Unreadable,
    /// The server says no.
    Problem(Problem),
}

impl ApiError {
    /// Reads an answer that is not of the 200s.
    #[must_use]
    pub fn of(body: JsValue) -> Self {
        serde_wasm_bindgen::from_value(body).map_or(Self::Unreadable, Self::Problem)
    }

    /// The stable code, where the server gave one.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => problem.code(),
            _ => None,
        }
    }

    /// True where another token may help.
    #[must_use]
    pub fn is_about_token(&self) -> bool {
        matches!(
            self.code(),
            Some(
                ProblemCode::TokenRequired | ProblemCode::TokenInvalid | ProblemCode::TokenExpired
            )
        )
    }

    /// A sentence for the person, with what to do next.
    #[must_use]
    pub fn say(&self, words: I18n) -> String {
        match self {
            Self::Network => words.t(Key::ErrorNetwork).to_owned(),
            Self::Unreadable => words.t(Key::ErrorUnreadable).to_owned(),
            Self::Problem(problem) => match problem.code() {
                Some(code) => words.word("problem", code.as_str()),
                None => words.t(Key::ErrorUnreadable).to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_token_is_to_blame_for_is_known() {
        let body =
            r#"{"type":"https://open-forum.dev/problems/own-case","title":"t","status":403}"#;
        let check = |body: &str| ApiError::Problem(serde_json::from_str(body).unwrap());
        assert_eq!(check(body).code(), Some(ProblemCode::OwnCase));
        assert!(!check(body).is_about_token());
        assert!(check(&body.replace("own-case", "token-expired")).is_about_token());
    }
}
