//! Port: sessions, codes by e-mail, and what belongs to a person.

use async_trait::async_trait;

/// Sessions, codes by e-mail, and what belongs to a person.
#[async_trait]
pub trait AccountStorage: Send + Sync + 'static {}
