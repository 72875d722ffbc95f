//! The port's part [`storage::AbuseStorage`].

use async_trait::async_trait;
use storage::AbuseStorage;

use crate::SqliteStorage;

#[async_trait]
impl AbuseStorage for SqliteStorage {}
