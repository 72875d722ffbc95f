//! Port: the trail of every mutation.

use async_trait::async_trait;

/// The trail of every mutation.
#[async_trait]
pub trait AuditStorage: Send + Sync + 'static {}
