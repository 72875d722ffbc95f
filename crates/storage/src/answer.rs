//! Port: official answers, what is owed, announcements and recognitions.

use async_trait::async_trait;

/// Official answers, what is owed, announcements and recognitions.
#[async_trait]
pub trait AnswerStorage: Send + Sync + 'static {}
