//! Limits of pace by participant, by address and by forum (`governor`).

use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest as _, Sha256};
use storage::PaceRow;

use super::{
    Client,
    store::{Key, Limit},
};
use crate::{config::RateSettings, http::problem::ApiError, sources::Clock};

/// Reading and writing have limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// GET and HEAD.
    Read,
    /// Everything else.
    Write,
}

/// All limits of pace.
#[derive(Debug)]
pub struct Limits {
    participant_reads: Limit,
    participant_writes: Limit,
    address_reads: Limit,
    address_writes: Limit,
    forum_reads: Limit,
    forum_writes: Limit,
    address_key: RwLock<[u8; 32]>,
    address_sign_ins: Limit,
}

impl Limits {
    /// Limits as they are set. Addresses are hashed with `address_key`.
    #[must_use]
    pub fn new(settings: &RateSettings, clock: &Arc<dyn Clock>, address_key: [u8; 32]) -> Self {
        // Reads write nothing, however many servers there are, but where
        // somebody has to wait for long.
        let reads = |name, set, usual| Limit::new(name, false, set, usual, clock);
        let writes = |name, set, usual| Limit::new(name, true, set, usual, clock);
        Self {
            participant_reads: reads(
                "participant_reads",
                settings.participant_reads_per_minute,
                600,
            ),
            participant_writes: writes(
                "participant_writes",
                settings.participant_writes_per_minute,
                60,
            ),
            address_reads: reads("address_reads", settings.address_reads_per_minute, 1200),
            address_writes: writes("address_writes", settings.address_writes_per_minute, 600),
            forum_reads: reads("forum_reads", settings.forum_reads_per_minute, 120_000),
            forum_writes: writes("forum_writes", settings.forum_writes_per_minute, 12_000),
            address_key: RwLock::new(address_key),
            address_sign_ins: writes("address_sign_ins", settings.address_sign_ins_per_minute, 10),
        }
    }

    /// An address as it is kept and compared, and nowhere else than here: a
    /// hash whose key is another one every day.
    #[must_use]
    pub fn hash(&self, client: Client) -> i64 {
        let key = *self.address_key.read().unwrap_or_else(PoisonError::into_inner);
        let hash = Sha256::new().chain_update(key).chain_update(client.bytes()).finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        i64::from_be_bytes(first)
    }

    /// Hashes addresses with another key from now on.
    pub fn set_address_key(&self, key: [u8; 32]) {
        *self.address_key.write().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Counts a request of an address.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_address(&self, client: Client, pace: Pace) -> Result<(), ApiError> {
        let key = key(0, self.hash(client));
        match pace {
            Pace::Read => self.address_reads.check(&key),
            Pace::Write => self.address_writes.check(&key),
        }
    }

    /// Counts a request to a forum, whoever asks.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_forum(&self, forum: storage::ForumId, pace: Pace) -> Result<(), ApiError> {
        let key = key(0, forum.0);
        let checked = match pace {
            Pace::Read => self.forum_reads.check(&key),
            Pace::Write => self.forum_writes.check(&key),
        };
        checked.map_err(|error| ApiError {
            detail: Some("So many people are here at once. Try again in a moment.".to_owned()),
            ..error
        })
    }

    /// Counts a step of signing in by an address, which is [hashed](Self::hash).
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_sign_in(&self, address: i64) -> Result<(), ApiError> {
        self.address_sign_ins.check(&key(0, address))
    }

    /// Counts a request of a participant of a forum.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check_participant(
        &self,
        forum: storage::ForumId,
        participant: storage::ParticipantId,
        pace: Pace,
    ) -> Result<(), ApiError> {
        let key = key(forum.0, participant.0);
        match pace {
            Pace::Read => self.participant_reads.check(&key),
            Pace::Write => self.participant_writes.check(&key),
        }
    }

    /// Takes up what was saved, before a restart or by other servers.
    pub fn load(&self, rows: &[PaceRow]) {
        self.each_of(rows, Limit::load);
    }

    /// What changed since this was asked last, for other servers too where
    /// there are any.
    #[must_use]
    pub fn changed(&self, shared: bool) -> Vec<PaceRow> {
        let mut rows = Vec::new();
        self.all().into_iter().for_each(|one| one.changed(shared, &mut rows));
        rows
    }

    /// Takes back what could not be saved.
    pub fn put_back(&self, rows: &[PaceRow]) {
        self.each_of(rows, Limit::put_back);
    }

    /// Gives each row to the limit that bears its name.
    fn each_of(&self, rows: &[PaceRow], take: fn(&Limit, &PaceRow)) {
        for row in rows {
            let named = self.all().into_iter().filter(|one| one.name() == row.name);
            named.for_each(|one| take(one, row));
        }
    }

    const fn all(&self) -> [&Limit; 7] {
        [
            &self.participant_reads,
            &self.participant_writes,
            &self.address_reads,
            &self.address_writes,
            &self.forum_reads,
            &self.forum_writes,
            &self.address_sign_ins,
        ]
    }
}

fn key(high: i64, low: i64) -> Key {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&high.to_be_bytes());
    key[8..].copy_from_slice(&low.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, time::Duration};

    use contract::ProblemCode;

    use super::*;
    use crate::testing::FixedClock;

    fn limits(clock: &Arc<FixedClock>, key: u8) -> Limits {
        let injected: Arc<dyn Clock> = clock.clone();
        let settings = RateSettings {
            address_writes_per_minute: Some(3),
            forum_writes_per_minute: Some(5),
            ..RateSettings::default()
        };
        Limits::new(&settings, &injected, [key; 32])
    }

    fn client(last: u8) -> Client {
        Client::from(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn a_limit_ends_and_comes_back() {
        let clock = Arc::new(FixedClock::default());
        let limits = limits(&clock, 1);
        let (one, other) = (client(1), client(2));
        for _ in 0..3 {
            limits.check_address(one, Pace::Write).expect("within the limit");
        }
        let error = limits.check_address(one, Pace::Write).expect_err("over it");
        assert_eq!(error.retry_after, Some(20));
        limits.check_address(one, Pace::Read).expect("reads have their own limit");
        limits.check_address(other, Pace::Write).expect("so has another address");
        clock.advance(Duration::from_mins(1));
        limits.check_address(one, Pace::Write).expect("a minute later");
    }

    #[test]
    fn a_forum_has_a_limit_of_its_own() {
        let clock = Arc::new(FixedClock::default());
        let limits = limits(&clock, 1);
        let (one, other) = (storage::ForumId(1), storage::ForumId(2));
        for _ in 0..5 {
            limits.check_forum(one, Pace::Write).expect("within the limit");
        }
        let error = limits.check_forum(one, Pace::Write).expect_err("over it");
        assert_eq!((error.code, error.retry_after), (ProblemCode::RateLimited, Some(12)));
        limits.check_forum(other, Pace::Write).expect("another forum");
    }

    #[test]
    fn what_was_saved_holds_after_a_restart_and_no_longer_than_before() {
        let clock = Arc::new(FixedClock::default());
        let before = limits(&clock, 1);
        for _ in 0..3 {
            before.check_address(client(1), Pace::Write).expect("within the limit");
        }
        let saved = before.changed(false);
        assert_eq!(saved.len(), 1);
        assert!(before.changed(false).is_empty(), "nothing changed since");
        clock.advance(Duration::from_secs(5));
        let after = limits(&clock, 1);
        after.load(&saved);
        let error = after.check_address(client(1), Pace::Write).expect_err("still over it");
        assert_eq!(error.retry_after, Some(15));
        after.check_address(client(2), Pace::Write).expect("somebody else");
        clock.advance(Duration::from_secs(15));
        after.check_address(client(1), Pace::Write).expect("as it would have been");
        clock.advance(Duration::from_mins(2));
        assert!(after.changed(false).is_empty(), "what is over is not saved");
    }

    /// What the database makes of what servers save.
    fn merged(rows: impl IntoIterator<Item = PaceRow>) -> Vec<PaceRow> {
        let mut known: Vec<PaceRow> = Vec::new();
        for row in rows {
            match known.iter_mut().find(|one| (&one.name, one.key) == (&row.name, row.key)) {
                Some(one) => one.until_ms = row.until_ms.max(one.until_ms + row.added_ms),
                None => known.push(PaceRow { added_ms: 0, ..row }),
            }
        }
        known
    }

    #[test]
    fn what_passes_on_two_servers_is_added_up() {
        let clock = Arc::new(FixedClock::default());
        let servers = [limits(&clock, 1), limits(&clock, 1)];
        for server in &servers {
            for _ in 0..2 {
                server.check_address(client(1), Pace::Write).expect("within the limit of each");
            }
        }
        let rows = merged(servers.iter().flat_map(|server| server.changed(true)));
        for server in &servers {
            server.load(&rows);
        }
        // Four have passed where three may: 20 s each.
        for server in &servers {
            let error = server.check_address(client(1), Pace::Write).expect_err("over it");
            assert_eq!(error.retry_after, Some(40));
            server.check_address(client(2), Pace::Write).expect("somebody else");
            server.check_address(client(1), Pace::Read).expect("another limit");
        }
        clock.advance(Duration::from_secs(40));
        servers[0].check_address(client(1), Pace::Write).expect("when it is over");
        // What passes after the rows were read and before they are taken up is not lost.
        servers[0].load(&rows);
        let error = servers[0].check_address(client(1), Pace::Write).expect_err("again over it");
        assert_eq!(error.retry_after, Some(20));
    }

    #[test]
    fn what_could_not_be_saved_is_saved_with_what_comes_after_it() {
        let clock = Arc::new(FixedClock::default());
        let limits = limits(&clock, 1);
        let vote = || limits.check_address(client(1), Pace::Write).expect("within the limit");
        vote();
        let lost = limits.changed(true);
        limits.put_back(&lost);
        assert_eq!(limits.changed(true), lost, "the same, once more");
        limits.put_back(&lost);
        vote();
        let [both] = &limits.changed(true)[..] else { panic!("one address has one row") };
        assert_eq!(both.added_ms, 2 * lost[0].added_ms);
        assert!(limits.changed(true).is_empty(), "saved");
        clock.advance(Duration::from_mins(2));
        limits.check_address(client(2), Pace::Write).expect("somebody else");
        assert_eq!(limits.changed(true).len(), 1);
        limits.put_back(&lost);
        assert!(limits.changed(true).is_empty(), "what is over by now is forgotten");
    }

    #[test]
    fn reads_save_nothing_but_long_waits() {
        let clock = Arc::new(FixedClock::default());
        let limits = limits(&clock, 1);
        limits.check_address(client(1), Pace::Read).expect("within the limit");
        assert!(limits.changed(true).is_empty());
        limits.check_address(client(1), Pace::Write).expect("within the limit");
        assert_eq!(limits.changed(true).len(), 1);
    }

    #[test]
    fn an_address_is_another_hash_under_another_key() {
        let clock = Arc::new(FixedClock::default());
        let limits = limits(&clock, 1);
        let before = limits.hash(client(1));
        assert_eq!(before, limits.hash(client(1)));
        assert_ne!(before, limits.hash(client(2)));
        limits.set_address_key([2; 32]);
        assert_ne!(before, limits.hash(client(1)));
    }
}
