//! Tests of what is this database's own, beside the suite of the port.

mod key;
mod life;
mod moderation;
mod plans;
mod steps;
mod suite;

use std::sync::Arc;

use storage::Storage;
use tempfile::TempDir;

/// An empty storage in a directory that goes with the guard.
fn open() -> (Arc<dyn Storage>, TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let storage = crate::open(&dir.path().join("forum.db")).expect("a database");
    (Arc::new(storage), dir)
}
