//! One connection as the network has it, with the statements that are prepared
//! on it.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use futures_util::{
    TryStreamExt as _,
    future::{self, poll_immediate},
};
use storage_sql::sql::{Bound, DatabaseError, Result, Value, ValueRef};
use tokio::{runtime::Runtime, task::yield_now};
use tokio_postgres::{Client, Error, NoTls, Row, Statement};

use crate::{
    address::Address,
    fault::{self, is_lost},
    sql::translate,
    values::Given,
};

/// Most statements that are kept prepared.
const KEPT: usize = 256;

/// A connection.
pub(crate) struct Link {
    client: Client,
    statements: RefCell<Statements>,
}

/// Statements by their text.
#[derive(Default)]
struct Statements {
    kept: HashMap<String, Kept>,
    uses: u64,
}

struct Kept {
    prepared: Arc<Prepared>,
    used: u64,
}

struct Prepared {
    statement: Statement,
    names: Vec<String>,
}

/// A statement that goes out with another one.
pub(crate) struct Waiting {
    prepared: Arc<Prepared>,
    values: Vec<Value>,
}

/// What goes out before a statement, together with it.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    /// Statements without parameters.
    pub(crate) batch: Option<&'a str>,
    pub(crate) waiting: &'a [Waiting],
}

/// What came of something that was sent.
pub(crate) enum Sent<T> {
    Done(T),
    /// The connection stands.
    Failed(DatabaseError),
    /// It does not.
    Lost,
}

impl<T> Sent<T> {
    fn of(result: core::result::Result<T, Error>) -> Self {
        match result {
            Ok(done) => Self::Done(done),
            Err(error) if is_lost(&error) => Self::Lost,
            Err(error) => Self::Failed(fault::of_statement(error)),
        }
    }
}

impl Link {
    /// Connects, and runs what sets the session up.
    pub(crate) fn open(runtime: &Runtime, address: &Address, set_up: &str) -> Result<Self> {
        runtime.block_on(async {
            let connecting = address.config().connect(NoTls).await;
            let (client, connection) = connecting.map_err(fault::of_connecting)?;
            // It ends with the client or with the network; both show there.
            runtime.spawn(async move {
                let _ = connection.await;
            });
            client.batch_execute(set_up).await.map_err(fault::of_connecting)?;
            Ok(Self { client, statements: RefCell::default() })
        })
    }

    /// Runs statements without parameters.
    pub(crate) fn batch(&self, runtime: &Runtime, sql: &str) -> Sent<()> {
        Sent::of(runtime.block_on(self.client.batch_execute(sql)))
    }

    /// Sends a statement without parameters, and waits for no answer: what is
    /// sent after it is answered after it.
    pub(crate) fn tell(&self, runtime: &Runtime, sql: &str) -> Sent<()> {
        runtime.block_on(async {
            let told = self.client.batch_execute(sql);
            tokio::pin!(told);
            // Once asked it is on its way to the task that writes, which runs
            // while this one stands back.
            let answer = poll_immediate(told.as_mut()).await;
            yield_now().await;
            answer.map_or(Sent::Done(()), Sent::of)
        })
    }

    /// Runs a statement, after others that need no answer of their own: all
    /// go out together.
    pub(crate) fn query(
        &self,
        runtime: &Runtime,
        before: Before<'_>,
        sql: &str,
        params: Bound<'_>,
    ) -> Sent<Vec<Row>> {
        self.send(runtime, before, sql, params, async |statement, values| {
            let rows = self.client.query_raw(statement, values).await?;
            rows.try_collect().await
        })
    }

    /// The same, for how many rows it changed.
    pub(crate) fn execute(
        &self,
        runtime: &Runtime,
        before: Before<'_>,
        sql: &str,
        params: Bound<'_>,
    ) -> Sent<u64> {
        self.send(runtime, before, sql, params, async |statement, values| {
            self.client.execute_raw(statement, values).await
        })
    }

    /// A statement that is to go out with another one.
    pub(crate) fn waiting(&self, runtime: &Runtime, sql: &str, params: Bound<'_>) -> Sent<Waiting> {
        let prepared = match runtime.block_on(self.prepared(sql)) {
            Ok(prepared) => prepared,
            Err(error) => return Sent::of(Err(error)),
        };
        match in_order(&prepared.names, params) {
            Ok(values) => {
                let values = values.iter().map(|given| given.0.into()).collect();
                Sent::Done(Waiting { prepared, values })
            }
            Err(error) => Sent::Failed(error),
        }
    }

    /// Runs statements. All go out before the first is answered; what follows
    /// one that fails fails with it, as the transaction is over then.
    pub(crate) fn execute_all(&self, runtime: &Runtime, waiting: &[Waiting]) -> Sent<()> {
        Sent::of(runtime.block_on(self.all(waiting)))
    }

    async fn all(&self, waiting: &[Waiting]) -> core::result::Result<(), Error> {
        // They are sent in this order, because they are asked in it.
        let sent = waiting.iter().map(|one| {
            let values: Vec<_> = one.values.iter().map(|value| Given(value.into())).collect();
            self.client.execute_raw(&one.prepared.statement, values)
        });
        let answers = future::join_all(sent).await;
        answers.into_iter().try_for_each(|answer| answer.map(drop))
    }

    fn send<'a, T>(
        &self,
        runtime: &Runtime,
        before: Before<'_>,
        sql: &str,
        params: Bound<'a>,
        run: impl AsyncFnOnce(&Statement, Vec<Given<'a>>) -> core::result::Result<T, Error>,
    ) -> Sent<T> {
        runtime.block_on(async {
            let prepared = match self.prepared(sql).await {
                Ok(prepared) => prepared,
                Err(error) => return Sent::of(Err(error)),
            };
            let values = match in_order(&prepared.names, params) {
                Ok(values) => values,
                Err(error) => return Sent::Failed(error),
            };
            let batch = async {
                match before.batch {
                    Some(sql) => self.client.batch_execute(sql).await,
                    None => Ok(()),
                }
            };
            // What is asked first is sent first.
            let (batch, waiting, done) =
                future::join3(batch, self.all(before.waiting), run(&prepared.statement, values))
                    .await;
            Sent::of(batch.and(waiting).and(done))
        })
    }

    async fn prepared(&self, sql: &str) -> core::result::Result<Arc<Prepared>, Error> {
        if let Some(prepared) = self.statements.borrow_mut().find(sql) {
            return Ok(prepared);
        }
        let translated = translate(sql);
        let statement = self.client.prepare(&translated.sql).await?;
        let prepared = Arc::new(Prepared { statement, names: translated.names });
        self.statements.borrow_mut().keep(sql, Arc::clone(&prepared));
        Ok(prepared)
    }
}

impl Statements {
    fn find(&mut self, sql: &str) -> Option<Arc<Prepared>> {
        self.uses += 1;
        let kept = self.kept.get_mut(sql)?;
        kept.used = self.uses;
        Some(Arc::clone(&kept.prepared))
    }

    fn keep(&mut self, sql: &str, prepared: Arc<Prepared>) {
        if self.kept.len() >= KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used);
            if let Some(oldest) = oldest.map(|(sql, _)| sql.clone()) {
                self.kept.remove(&oldest);
            }
        }
        self.kept.insert(sql.to_owned(), Kept { prepared, used: self.uses });
    }
}

/// The values for `$1`, `$2`, ….
fn in_order<'a>(names: &[String], params: Bound<'a>) -> Result<Vec<Given<'a>>> {
    match params {
        Bound::Numbered(values) => Ok(values.iter().map(|value| Given(*value)).collect()),
        Bound::Named(values) => names
            .iter()
            .map(|name| {
                let found = values.iter().find(|(known, _)| known == name);
                let value: Option<ValueRef<'a>> = found.map(|(_, value)| *value);
                let missing = || DatabaseError::Other(format!("{name} is not given").into());
                value.map(Given).ok_or_else(missing)
            })
            .collect(),
    }
}
