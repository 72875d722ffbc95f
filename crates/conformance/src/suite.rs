//! A run: who is there, what was made, and every check in turn.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use contract::{Capability, Forum, Role};
use serde_json::Value;

use crate::{
    answer::Answer,
    ask::Ask,
    check::{Check, checks},
    cleanup::Made,
    client::Client,
    fail::{Failure, Held, Stop},
    minter::Minter,
    options::Options,
    people::{People, numbered},
    report::{Finding, Outcome, Report},
};

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
pub enum CannotRun {
    /// The address.
    #[error("--api {0:?} is not an address such as https://forum.example.go.th.")]
    Address(String),
    /// The forum.
    #[error("{0}/v1/forum cannot be read: {1}.")]
    Forum(String, String),
    /// A token that was given.
    #[error("The token of --{0} is not taken: {1}.")]
    Token(&'static str, String),
    /// `--only`.
    #[error("There is no check whose id begins with {0:?}; --list names them.")]
    Only(String),
}

/// What every check stands on.
pub(crate) struct Suite {
    pub(crate) client: Arc<Client>,
    pub(crate) options: Options,
    /// The forum as it was read at the beginning.
    pub(crate) forum: Forum,
    pub(crate) minter: Minter,
    /// Stands in all names of this run, so that two runs never meet.
    pub(crate) tag: String,
    pub(crate) people: Mutex<People>,
    pub(crate) made: Mutex<Made>,
    /// The id of the thread that checks read which only read.
    pub(crate) to_read: Mutex<Option<String>>,
    /// How far the backend's clock is ahead of this machine's, ms.
    pub(crate) skew: Mutex<Option<i64>>,
    clock: fn() -> i64,
    next: AtomicU64,
}

impl Suite {
    /// Begins a request.
    pub(crate) fn ask(&self, method: &'static str, path: impl Into<String>) -> Ask {
        Ask::new(&self.client, method, path)
    }

    /// Begins a GET.
    pub(crate) fn get(&self, path: impl Into<String>) -> Ask {
        self.ask("GET", path)
    }

    /// Begins a POST of JSON.
    pub(crate) fn post(&self, path: impl Into<String>, body: &Value) -> Ask {
        self.ask("POST", path).json(body)
    }

    /// Begins a PUT of JSON.
    pub(crate) fn put(&self, path: impl Into<String>, body: &Value) -> Ask {
        self.ask("PUT", path).json(body)
    }

    /// Begins a PATCH of JSON to any version.
    pub(crate) fn patch(&self, path: impl Into<String>, body: &Value) -> Ask {
        self.ask("PATCH", path).json(body).header("if-match", "*")
    }

    /// Begins a DELETE.
    pub(crate) fn delete(&self, path: impl Into<String>) -> Ask {
        self.ask("DELETE", path)
    }

    /// Now by the clock of this machine, ms.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// A number that this run has not used.
    pub(crate) fn fresh(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the forum says that it does this.
    pub(crate) fn offers(&self, capability: Capability) -> bool {
        self.forum.capabilities.contains(&capability)
    }

    /// Where everybody reads one submission, and what hangs on it as far as it is offered.
    pub(crate) fn readings_of(&self, submission: &str) -> Vec<String> {
        let path = format!("/v1/submissions/{submission}");
        let parts = [(Capability::History, "history"), (Capability::Comments, "comments")];
        let offered = parts.into_iter().filter(|(capability, _)| self.offers(*capability));
        let parts: Vec<String> = offered.map(|(_, part)| format!("{path}/{part}")).collect();
        [path].into_iter().chain(parts).collect()
    }

    /// The content of a lock; a check that panicked has not spoiled it.
    #[expect(clippy::unused_self, reason = "reads as what it is where it is called")]
    pub(crate) fn lock<'a, T>(&self, mutex: &'a Mutex<T>) -> MutexGuard<'a, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new(options: &Options, clock: fn() -> i64) -> Result<(Self, Answer), CannotRun> {
        let api = options.api.trim_end_matches('/');
        let with_host = ["http://", "https://"]
            .iter()
            .any(|scheme| api.strip_prefix(scheme).is_some_and(|host| !host.is_empty()));
        if !with_host {
            return Err(CannotRun::Address(options.api.clone()));
        }
        let timeout = Duration::from_secs(options.timeout.max(1));
        let client = Arc::new(Client::new(api, timeout, options.max_bytes));
        // Before anything is asked: a backend may say what it was told.
        options.secrets().for_each(|secret| client.keep_secret(secret));
        let unread = |cause: String| CannotRun::Forum(api.to_owned(), cause);
        let answer =
            Ask::new(&client, "GET", "/v1/forum").send().map_err(|stop| unread(said(&stop)))?;
        let value = answer.clone().is(200).and_then(|answer| answer.value());
        let value = value.map_err(|stop| unread(said(&stop)))?;
        // What is wrong with it is for a check to say; here it must be enough
        // to go on with.
        let forum = lenient(value).map_err(|error| unread(error.to_string()))?;
        let suite = Self {
            client,
            options: options.clone(),
            forum,
            minter: Minter::new(options),
            tag: tag(clock()),
            people: Mutex::default(),
            made: Mutex::default(),
            to_read: Mutex::default(),
            skew: Mutex::default(),
            clock,
            next: AtomicU64::new(1),
        };
        Ok((suite, answer))
    }

    /// Learns who the given tokens speak for.
    fn meet(&self) -> Result<(), CannotRun> {
        let options = &self.options;
        let given = [
            ("participant", &options.participant, Role::Participant, 1),
            ("participant2", &options.participant2, Role::Participant, 2),
            ("moderator", &options.moderator, Role::Moderator, 1),
            ("moderator2", &options.moderator2, Role::Moderator, 2),
            ("official", &options.official, Role::Official, 1),
        ];
        for (option, token, role, number) in given {
            let Some(token) = token else { continue };
            let person = self.person(&numbered(role.as_str(), number), token);
            let me = self.me(&person).map_err(|stop| CannotRun::Token(option, said(&stop)))?;
            if !me.roles.contains(&role) {
                let cause = format!("/v1/me names the roles {:?}", me.roles);
                return Err(CannotRun::Token(option, cause));
            }
            self.lock(&self.people).insert(person.label.to_string(), person);
        }
        let Some(token) = &options.token else { return Ok(()) };
        let person = self.person("the given token", token);
        let me = self.me(&person).map_err(|stop| CannotRun::Token("token", said(&stop)))?;
        for role in me.roles {
            let label = role.as_str();
            let person = self.person(label, token);
            self.lock(&self.people).entry(label.to_owned()).or_insert(person);
        }
        Ok(())
    }

    /// Runs one check.
    fn judge(&self, check: &'static Check) -> Finding {
        let start = Instant::now();
        let (asked, held) = (self.client.asked(), self.client.held());
        let lacking = check.needs.iter().find(|capability| !self.offers(**capability));
        let outcome = match lacking {
            Some(capability) => {
                Outcome::NotOffered(format!("{capability} is not among the forum's capabilities"))
            }
            None => match (check.run)(self) {
                Ok(()) => Outcome::Passed(self.client.held() - held),
                Err(Stop::Failed(failure)) => Outcome::Failed(*failure),
                Err(Stop::Skipped(why)) => Outcome::Skipped(why),
                Err(Stop::NotOffered(why)) => Outcome::NotOffered(why),
            },
        };
        let outcome = match outcome {
            Outcome::Passed(0) => Outcome::Failed(Failure {
                asked: "nothing".to_owned(),
                expected: "a check that holds something".to_owned(),
                answered: "the suite is at fault: please report it".to_owned(),
            }),
            other => other,
        };
        Finding { check, outcome, requests: self.client.asked() - asked, elapsed: start.elapsed() }
    }
}

/// Runs the checks that the options ask for. `clock` tells the time in
/// milliseconds since 1970.
///
/// # Errors
/// Where nothing can be asked: the forum is not there, or a token that was
/// given is not taken.
pub fn run(options: &Options, clock: fn() -> i64) -> Result<Report, CannotRun> {
    let start = Instant::now();
    for only in &options.only {
        if !checks().any(|check| check.id.starts_with(only.as_str())) {
            return Err(CannotRun::Only(only.clone()));
        }
    }
    let (suite, forum) = Suite::new(options, clock)?;
    suite.meet()?;
    let chosen = |check: &&Check| {
        options.only.is_empty()
            || options.only.iter().any(|only| check.id.starts_with(only.as_str()))
    };
    let (asked, above): (Vec<_>, Vec<_>) =
        checks().filter(chosen).partition(|check| check.level <= options.level);
    let findings = asked.into_iter().map(|check| suite.judge(check)).collect();
    let cleaned = suite.clean_up();
    drop(forum);
    Ok(Report {
        api: options.api.clone(),
        forum: suite.forum.name.get(&suite.forum.default_language).cloned().unwrap_or_default(),
        level: options.level,
        findings,
        cleaned,
        above: above.len(),
        elapsed: start.elapsed(),
    })
}

/// A forum whose words may be newer than this suite.
fn lenient(mut value: Value) -> Result<Forum, serde_json::Error> {
    let known = |word: &Value| word.as_str().is_some_and(|word| word.parse::<Capability>().is_ok());
    if let Some(words) = value.get_mut("capabilities").and_then(Value::as_array_mut) {
        words.retain(known);
    }
    serde_json::from_value(value)
}

/// Letters and digits of a moment: short, and other in each run.
fn tag(now_ms: i64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = now_ms.unsigned_abs();
    let mut tag = Vec::new();
    while rest > 0 {
        let digit = usize::try_from(rest % 36).unwrap_or_default();
        tag.push(DIGITS.get(digit).copied().unwrap_or(b'0'));
        rest /= 36;
    }
    tag.reverse();
    String::from_utf8(tag).unwrap_or_default()
}

/// What stopped something, in one sentence.
pub(crate) fn said(stop: &Stop) -> String {
    match stop {
        Stop::Failed(failure) => {
            format!(
                "{}: expected {}, answered {}",
                failure.asked, failure.expected, failure.answered
            )
        }
        Stop::Skipped(why) | Stop::NotOffered(why) => why.clone(),
    }
}

/// What steps of a check answer where nothing is wrong.
pub(crate) const FINE: Held = Ok(());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_short_and_differ() {
        assert_eq!(tag(0), "");
        assert_eq!(tag(35), "z");
        assert_eq!(tag(36), "10");
        assert_ne!(tag(1_629_949_320_000), tag(1_629_949_320_001));
        assert!(tag(1_629_949_320_000).len() <= 8);
    }
}
