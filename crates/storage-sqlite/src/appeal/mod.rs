//! The port's part [`storage::AppealStorage`].

use async_trait::async_trait;
use storage::AppealStorage;

use crate::SqliteStorage;

#[async_trait]
impl AppealStorage for SqliteStorage {}
