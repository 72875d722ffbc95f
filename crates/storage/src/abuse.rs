//! Port: limits of pace that outlive a restart, and patterns of abuse.

use async_trait::async_trait;

/// Limits of pace that outlive a restart, and patterns of abuse.
#[async_trait]
pub trait AbuseStorage: Send + Sync + 'static {}
