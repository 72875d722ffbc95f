//! Port: weights of reports, appeals, and links between submissions that say the same.

use async_trait::async_trait;

/// Weights of reports, appeals, and links between submissions that say the same.
#[async_trait]
pub trait AppealStorage: Send + Sync + 'static {}
