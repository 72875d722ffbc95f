//! Read-only connections, and blocking threads to read on.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use storage::{Result, StorageError};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::fault::{Fault, Outcome};

/// Reads at a time. The database reads from memory mostly, so a few more than cores
/// is enough, and each holds a page cache of its own.
const READERS: usize = 4;

/// The pool.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// A pool whose first connection shows that the file can be read.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let first = connect(path).map_err(Fault::from)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Arc::new(Mutex::new(vec![first])),
            permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Runs a read in one snapshot.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StorageError::Unavailable("the storage is closing"))?;
        let (idle, path) = (Arc::clone(&self.idle), self.path.clone());
        let reading = spawn_blocking(move || {
            let _permit = permit;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let conn = match taken {
                Some(conn) => conn,
                None => connect(&path)?,
            };
            let result = in_snapshot(&conn, work);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            result
        });
        let result = reading.await.map_err(|error| StorageError::Database(Box::new(error)))?;
        Ok(result?)
    }

    /// Lets no more reads begin, waits for those that run and closes.
    pub(crate) async fn close(&self) {
        // An error would say that it is closed already.
        if let Ok(all) = self.permits.acquire_many(u32::try_from(READERS).unwrap_or(1)).await {
            self.permits.close();
            all.forget();
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Opens a connection that reads.
pub(crate) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(
        "PRAGMA query_only = ON; PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(conn)
}

/// Runs a read so that all its queries see one state of the database.
pub(crate) fn in_snapshot<T>(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> Outcome<T>,
) -> Outcome<T> {
    let tx = conn.unchecked_transaction()?;
    work(&tx)
}
