//! The port's part [`storage::OrganisationStorage`].

use async_trait::async_trait;
use storage::OrganisationStorage;

use crate::SqliteStorage;

#[async_trait]
impl OrganisationStorage for SqliteStorage {}
