//! What other processes, and this one, told of their commits: `NOTIFY` within
//! the transaction, and one connection that listens.

use std::{sync::Arc, thread, time::Duration};

use futures_util::{StreamExt as _, stream};
use storage::{Live, LiveChange};
use storage_sql::sql::{Announcer, DatabaseError, Heard, Result};
use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot},
    time::sleep,
};
use tokio_postgres::{AsyncMessage, Error, NoTls};

use crate::address::Address;

/// The name that changes are told under.
const CHANNEL: &str = "open_forum";
/// Most bytes in one notification; the database takes fewer than 8,000.
const PAYLOAD_MAX: usize = 7_000;
/// Notifications that were read and wait to be passed on.
const WAITING: usize = 64;
/// Pause before connecting again, the first time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Statements that tell of changes when the transaction that they stand in is
/// committed; empty where there are none.
pub(crate) fn notify(changes: &[LiveChange]) -> String {
    let mut sql = String::new();
    let mut payload = String::new();
    // Ids and numbers always serialise.
    for change in changes.iter().filter_map(|change| serde_json::to_string(change).ok()) {
        if !payload.is_empty() && payload.len() + change.len() >= PAYLOAD_MAX {
            push(&mut sql, &payload);
            payload.clear();
        }
        payload.push_str(&change);
        payload.push('\n');
    }
    if !payload.is_empty() {
        push(&mut sql, &payload);
    }
    sql
}

fn push(sql: &mut String, payload: &str) {
    let quoted = payload.trim_end().replace('\'', "''");
    sql.extend(["SELECT pg_notify('", CHANNEL, "', '", &quoted, "'); "]);
}

/// The connection that listens. It ends with this.
pub(crate) struct Listener {
    announcer: Announcer,
    _end: oneshot::Sender<()>,
}

impl Listener {
    /// Begins to listen, on a thread of its own.
    pub(crate) fn start(address: &Arc<Address>) -> Result<Self> {
        let other = |error| DatabaseError::Other(Box::new(error));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(other)?;
        let (announcer, address) = (Announcer::default(), Arc::clone(address));
        let (end, ended) = oneshot::channel();
        let telling = announcer.clone();
        thread::Builder::new()
            .name("storage-listener".into())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = listen(&address, &telling) => {}
                        _ = ended => {}
                    }
                });
            })
            .map_err(other)?;
        Ok(Self { announcer, _end: end })
    }

    /// Hears what is told from now on.
    pub(crate) fn hear(&self) -> Heard {
        self.announcer.hear()
    }
}

/// Listens, and connects again whenever the connection is lost.
async fn listen(address: &Address, announcer: &Announcer) {
    let mut pause = FIRST_PAUSE;
    loop {
        if once(address, announcer).await.is_ok() {
            pause = FIRST_PAUSE;
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Listens until the connection is lost. Errors: there was none.
async fn once(address: &Address, announcer: &Announcer) -> core::result::Result<(), Error> {
    let (client, mut connection) = address.config().connect(NoTls).await?;
    let (heard, mut payloads) = mpsc::channel(WAITING);
    // It ends with the connection.
    tokio::spawn(async move {
        let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(told) = message
                && heard.send(told.payload().to_owned()).await.is_err()
            {
                return;
            }
        }
    });
    client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
    // What was told before was not heard.
    announcer.tell(Live::Lost);
    while let Some(payload) = payloads.recv().await {
        payload.lines().for_each(|line| announcer.tell(understood(line)));
    }
    Ok(())
}

/// A change; what a newer version tells in another way is lost.
fn understood(line: &str) -> Live {
    serde_json::from_str(line).map_or(Live::Lost, Live::Changed)
}

#[cfg(test)]
mod unit {
    use storage::{Changed, ForumId, Live, LiveChange};

    use super::{PAYLOAD_MAX, notify, understood};

    #[test]
    fn many_changes_are_told_in_pieces_and_understood() {
        let change = |n: u32| LiveChange {
            forum: ForumId(1),
            thread: Some("it's".into()),
            what: Changed::Submission { id: format!("{n:0>36}"), was_public: n.is_multiple_of(2) },
        };
        let changes: Vec<_> = (0..200).map(change).collect();
        let sql = notify(&changes);
        let pieces: Vec<_> = sql.split_terminator("'); ").collect();
        assert!(pieces.len() > 2, "{}", pieces.len());
        let start = "SELECT pg_notify('open_forum', '";
        let told = pieces.iter().map(|piece| piece.strip_prefix(start).expect("a statement"));
        let payloads: Vec<_> = told.map(|payload| payload.replace("''", "'")).collect();
        for payload in &payloads {
            assert!(payload.len() <= PAYLOAD_MAX, "{}", payload.len());
        }
        let told: Vec<_> =
            payloads.iter().flat_map(|payload| payload.lines()).map(understood).collect();
        assert_eq!(told, changes.into_iter().map(Live::Changed).collect::<Vec<_>>());
        assert_eq!(notify(&[]), "");
        assert_eq!(understood("{}"), Live::Lost);
    }
}
