//! The port's part [`storage::ModerationStorage`].

use async_trait::async_trait;
use storage::ModerationStorage;

use crate::SqliteStorage;

#[async_trait]
impl ModerationStorage for SqliteStorage {}
