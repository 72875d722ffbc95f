//! Repeated writes with one key.

/// How long a key is remembered, ms.
pub const IDEMPOTENCY_MS: i64 = 24 * 60 * 60 * 1000;

/// An answer as it was first given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The `Location` header, if there was one.
    pub location: Option<String>,
}

/// A key that makes a creation happen once. It belongs to the person who
/// creates, within the forum; it is looked up before anything else is checked
/// and stored in the transaction that creates.
pub struct Idempotency<T> {
    /// The `Idempotency-Key` header.
    pub key: String,
    /// SHA-256 over method, path and body. The same key with another hash
    /// answers [`crate::StorageError::KeyReused`].
    pub hash: [u8; 32],
    /// Renders the answer that is stored. It runs inside the transaction, so
    /// it only computes.
    pub render: Box<dyn FnOnce(&T) -> StoredAnswer + Send>,
}

/// What a creation led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Created<T> {
    /// It was created. With a key, the answer that was stored is here too, so
    /// that the first and every later answer are the same bytes.
    New(T, Option<StoredAnswer>),
    /// The key was known: this was answered then, and nothing was created.
    Replayed(StoredAnswer),
}
