//! A small layer over `IndexedDB`: requests as futures.

use js_sys::Promise;
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{
    IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::{
    BackendError,
    wire::{FromJs, ToJs, read},
};
use crate::browser;

/// The stores, each with its key at `id`.
const STORES: [&str; 2] = ["submissions", "comments"];

fn refused(_: JsValue) -> BackendError {
    BackendError::Storage
}

/// Waits for a request. What follows runs within its transaction, as long as
/// it waits for nothing else.
async fn done(request: &IdbRequest) -> Result<JsValue, BackendError> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    browser::wait(&promise).await.map_err(refused)?;
    request.result().map_err(refused)
}

/// Opens the database; `seed` fills it when it is new.
pub(super) async fn open(
    name: &str,
    seed: impl Fn(&Transaction) + 'static,
) -> Result<IdbDatabase, BackendError> {
    let factory = browser::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .ok_or(BackendError::Storage)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(name, 1).map_err(refused)?;
    let opening = request.clone();
    let upgrade = Closure::<dyn Fn()>::new(move || {
        let Some(database) = opening.result().ok().and_then(|value| value.dyn_into().ok()) else {
            return;
        };
        let database: IdbDatabase = database;
        let options = browser::object(&[("keyPath", "id")]);
        for store in STORES {
            let _ = database
                .create_object_store_with_optional_parameters(store, options.unchecked_ref());
        }
        if let Some(transaction) = opening.transaction() {
            seed(&Transaction(transaction));
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    done(&request).await?.dyn_into().map_err(refused)
}

/// One transaction over all stores: all of it happens, or nothing.
pub(super) struct Transaction(IdbTransaction);

impl Transaction {
    /// Begins; two that write wait for each other, in other tabs as well.
    pub(super) fn begin(database: &IdbDatabase, write: bool) -> Result<Self, BackendError> {
        let stores: js_sys::Array = STORES.iter().map(|name| JsValue::from_str(name)).collect();
        let mode = if write { IdbTransactionMode::Readwrite } else { IdbTransactionMode::Readonly };
        database.transaction_with_str_sequence_and_mode(&stores, mode).map(Self).map_err(refused)
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore, BackendError> {
        self.0.object_store(name).map_err(refused)
    }

    /// The record with this id.
    pub(super) async fn get<T: FromJs>(
        &self,
        store: &str,
        id: &str,
    ) -> Result<Option<T>, BackendError> {
        let request = self.store(store)?.get(&id.into()).map_err(refused)?;
        let value = done(&request).await?;
        if value.is_undefined() { Ok(None) } else { read(&value).map(Some) }
    }

    /// All records, by id.
    pub(super) async fn all<T: FromJs>(&self, store: &str) -> Result<Vec<T>, BackendError> {
        let request = self.store(store)?.get_all().map_err(refused)?;
        read(&done(&request).await?)
    }

    /// Writes a record, in the place of one with the same id.
    pub(super) async fn put<T: ToJs>(&self, store: &str, record: &T) -> Result<(), BackendError> {
        let request = self.store(store)?.put(&record.write()).map_err(refused)?;
        done(&request).await.map(drop)
    }

    /// Writes a record as it is, without waiting.
    pub(super) fn put_raw(&self, store: &str, record: &JsValue) {
        if let Ok(store) = self.store(store) {
            // A failed write fails the whole transaction.
            let _ = store.put(record);
        }
    }
}
