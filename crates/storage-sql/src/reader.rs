//! Connections that read, and blocking threads to read on.

use std::sync::{Arc, Mutex, PoisonError};

use storage::{Result, StorageError};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    fault::{Fault, Outcome},
    sql::{Connection, Database, Transactions},
};

/// The pool.
pub(crate) struct Readers<D: Database> {
    database: Arc<D>,
    idle: Arc<Mutex<Vec<D::Connection>>>,
    permits: Arc<Semaphore>,
}

impl<D: Database> Readers<D> {
    /// A pool whose first connection shows that the database can be read.
    pub(crate) fn open(database: D) -> Result<Self> {
        let first = database.reader().map_err(Fault::from)?;
        Ok(Self {
            database: Arc::new(database),
            idle: Arc::new(Mutex::new(vec![first])),
            permits: Arc::new(Semaphore::new(D::READERS)),
        })
    }

    /// Where the connections go to.
    pub(crate) fn database(&self) -> &D {
        &self.database
    }

    /// Runs a read in one snapshot.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        self.begun(Transactions::begin_read, work).await
    }

    /// Runs a read of one statement, for which no transaction need be begun.
    pub(crate) async fn read_one<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        self.begun(Transactions::begin_one, work).await
    }

    async fn begun<T, F>(
        &self,
        begin: fn(&D::Connection) -> crate::sql::Result<()>,
        work: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StorageError::Unavailable("the storage is closing"))?;
        let (idle, database) = (Arc::clone(&self.idle), Arc::clone(&self.database));
        let reading = spawn_blocking(move || {
            let _permit = permit;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let conn = match taken {
                Some(conn) => conn,
                None => database.reader()?,
            };
            let result = begin(&conn).map_err(Fault::from).and_then(|()| work(&conn));
            // What was read was read. A connection that fails here is not used again.
            let _ = conn.end_read();
            if conn.is_open() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            }
            result
        });
        let result = reading.await.map_err(|error| StorageError::Database(Box::new(error)))?;
        Ok(result?)
    }

    /// Lets no more reads begin, waits for those that run and closes.
    pub(crate) async fn close(&self) {
        // An error would say that it is closed already.
        if let Ok(all) = self.permits.acquire_many(u32::try_from(D::READERS).unwrap_or(1)).await {
            self.permits.close();
            all.forget();
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
