//! What people are told.

mod audience;
mod follow;
mod list;
pub(crate) mod mail;
mod port;
mod tell;

pub(crate) use audience::{announced, answered, commented};
pub(crate) use follow::{all as follows, follow, unfollow};
pub(crate) use list::{page, read, unread};
pub(crate) use tell::{News, tell};
