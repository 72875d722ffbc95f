//! Port: organisations, their people, and their votes.

use async_trait::async_trait;

/// Organisations, their people, and their votes.
#[async_trait]
pub trait OrganisationStorage: Send + Sync + 'static {}
