//! Port: what waits for moderators, what they decide, and the public log of it.

use async_trait::async_trait;

/// What waits for moderators, what they decide, and the public log of it.
#[async_trait]
pub trait ModerationStorage: Send + Sync + 'static {}
