//! Port: what people are told, in the widget and by mail.

use async_trait::async_trait;

/// What people are told, in the widget and by mail.
#[async_trait]
pub trait InboxStorage: Send + Sync + 'static {}
