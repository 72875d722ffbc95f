//! The port's part [`storage::AnswerStorage`].

use async_trait::async_trait;
use storage::AnswerStorage;

use crate::SqliteStorage;

#[async_trait]
impl AnswerStorage for SqliteStorage {}
