//! The port's part [`storage::AccountStorage`].

use async_trait::async_trait;
use storage::AccountStorage;

use crate::SqliteStorage;

#[async_trait]
impl AccountStorage for SqliteStorage {}
