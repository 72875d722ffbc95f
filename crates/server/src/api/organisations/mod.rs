//! Organisations, their people and invitations.

pub mod change;
mod code;
pub mod get;
pub mod invitation_create;
pub mod invitation_revoke;
pub mod invitations_list;
pub mod join;
pub mod list;
pub mod member_remove;
pub mod members_list;
pub mod register;
#[cfg(test)]
mod tests;

use contract::Role;
use storage::Reader;

use crate::auth::Viewer;

/// Who asks, and whether as a moderator.
pub(super) fn reader(viewer: &Viewer) -> Reader {
    let is = |role| viewer.person.as_ref().is_some_and(|person| person.roles.contains(&role));
    Reader { viewer: viewer.id(), moderator: is(Role::Moderator) }
}
