//! What is kept beside the requests: the state of the limits, what was done
//! about which submission, and the day's key of addresses.
//!
//! A request never waits for any of it. Once a second and at the end all of it
//! goes into the database, so that a process that is killed loses a second, and
//! what several servers let pass is known to all of them after a second.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use storage::{DeedRow, Storage, StorageError};

use crate::{app::App, sources::Sources};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The most deeds that wait; more within a second are passed over.
const DEEDS_MAX: usize = 20_000;

/// Deeds that wait to be written down.
#[derive(Debug, Default)]
pub struct Deeds(Mutex<Vec<DeedRow>>);

impl Deeds {
    /// Notes one.
    pub fn note(&self, deed: DeedRow) {
        let mut waiting = self.lock();
        if waiting.len() < DEEDS_MAX {
            waiting.push(deed);
        }
    }

    fn take(&self) -> Vec<DeedRow> {
        mem::take(&mut *self.lock())
    }

    /// Those that could not be written down wait again, before the others.
    fn put_back(&self, mut deeds: Vec<DeedRow>) {
        let mut waiting = self.lock();
        deeds.append(&mut waiting);
        deeds.truncate(DEEDS_MAX);
        *waiting = deeds;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<DeedRow>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key that addresses are hashed with today.
///
/// # Errors
/// Those of the database.
pub async fn address_key(
    storage: &dyn Storage,
    sources: &Sources,
) -> Result<[u8; 32], StorageError> {
    let mut fresh = [0; 32];
    sources.random.fill(&mut fresh);
    storage.address_key(sources.clock.now_ms().div_euclid(DAY_MS), fresh).await
}

/// Writes everything down once a second, until the server ends.
pub async fn keep(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut day = app.now().div_euclid(DAY_MS);
    loop {
        every.tick().await;
        if app.is_closing() {
            return;
        }
        let today = app.now().div_euclid(DAY_MS);
        let renewed = if today == day { Ok(()) } else { renew_key(&app).await };
        if renewed.is_ok() {
            day = today;
        }
        if let Err(error) = renewed.and(flush(&app).await) {
            tracing::warn!(%error, "limits of pace were not saved");
        }
    }
}

async fn renew_key(app: &App) -> Result<(), StorageError> {
    let key = address_key(app.storage(), app.sources()).await?;
    app.limits().set_address_key(key);
    Ok(())
}

/// Writes down what is new. What cannot be written because the database is away
/// is written with what is new the next time.
///
/// # Errors
/// Those of the database.
pub async fn flush(app: &App) -> Result<(), StorageError> {
    let shared = app.storage().is_shared();
    let rows = app.limits().changed(shared);
    if !rows.is_empty() {
        let saved = app.storage().save_pace(rows.clone()).await;
        if is_away(&saved) {
            app.limits().put_back(&rows);
        }
        saved?;
    }
    if shared {
        app.limits().load(&app.storage().load_pace(app.now()).await?);
    }
    let deeds = app.deeds().take();
    if !deeds.is_empty() {
        let noted = app.storage().note_deeds(deeds.clone()).await;
        if is_away(&noted) {
            app.deeds().put_back(deeds);
        }
        noted?;
    }
    Ok(())
}

/// What else fails would fail again, and hold up what comes after it.
const fn is_away<T>(result: &Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::Unavailable(_)))
}
