//! Who a token speaks for.

use serde::{Deserialize, Serialize};

use crate::{Id, account::Account, organisation::Membership, submission::Author, wire::words};

words! {
    /// What a person may do in a forum.
    Role {
        /// Submit, vote, comment, report.
        Participant = "participant",
        /// Decide what is published.
        Moderator = "moderator",
        /// Open threads and answer.
        Official = "official",
    }
}

/// The person that a token speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// As others see them.
    pub author: Author,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Supports left by thread id, for open threads with a budget.
    pub votes_left: std::collections::BTreeMap<Id, u32>,
    /// What they follow.
    pub follows: Vec<Follow>,
    /// Their account, where the backend keeps one.
    #[serde(default)]
    pub account: Option<Account>,
    /// Organisations that they speak for.
    #[serde(default)]
    pub organisations: Vec<Membership>,
    /// Items of the inbox that they have not seen.
    #[serde(default)]
    pub unread: u32,
}

/// Something that a person follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Follow {
    /// `thread` or `submission`.
    pub kind: String,
    /// Its id.
    pub id: Id,
}
