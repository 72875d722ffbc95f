//! A database with the backend in it, as its operator and as people reach it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    sync::atomic::{AtomicU32, Ordering},
};

use contract::{FieldError, Problem, ProblemCode};
use postgres::{Client, NoTls, Statement, error::SqlState};
use postgres_cluster::{Cluster, Keeping};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Person;

const TEMPLATE: &str = "open_forum_template";

/// The folder of the SQL files.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The superuser of the private `PostgreSQL`.
const OPERATOR: &str = "forum";

/// The private `PostgreSQL`, which all checks of a file share.
fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::shared(Keeping::Nothing).expect("PostgreSQL is installed"))
}

/// Its folder: what clients take for the host.
pub(crate) fn host() -> String {
    cluster().socket().to_string_lossy().into_owned()
}

fn connect(database: &str, user: &str) -> Client {
    let mut config = postgres::Config::new();
    config.host_path(cluster().socket()).dbname(database).user(user);
    config.connect(NoTls).expect("the private PostgreSQL answers")
}

/// A database that nobody else uses; it goes when this is dropped.
#[derive(Debug)]
pub struct Database {
    name: String,
}

impl Database {
    /// A database with the backend as its files install it, the forum of the
    /// demonstration, and no limit of pace.
    ///
    /// # Panics
    /// Where `PostgreSQL` does not do it.
    #[must_use]
    pub fn new() -> Self {
        static TEMPLATE_MADE: OnceLock<()> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        TEMPLATE_MADE.get_or_init(make_template);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("open_forum_{}_{number}", std::process::id());
        connect("postgres", OPERATOR)
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {}", template()))
            .expect("a database is made");
        Self { name }
    }

    /// A database that somebody installs who is no superuser but may make roles, as
    /// on Supabase.
    ///
    /// # Panics
    /// Where that does not work.
    #[must_use]
    pub fn installed_by(user: &str) -> Self {
        // Roles belong to all databases: with the template they are there already.
        let database = Self::new();
        let name = format!("{}_{user}", database.name);
        let mut client = connect("postgres", OPERATOR);
        let make = format!("CREATE ROLE {user} LOGIN CREATEROLE BYPASSRLS NOSUPERUSER");
        client.batch_execute(&make).expect("a role is made");
        let make = format!("CREATE DATABASE {name} OWNER {user}");
        client.batch_execute(&make).expect("a database is made");
        install(&name, user);
        Self { name }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The operator, who may do everything.
    #[must_use]
    pub fn operator(&self) -> Client {
        connect(&self.name, OPERATOR)
    }

    /// A connection as a REST server has it, which may become `anon` or
    /// `authenticated` and nothing else.
    #[must_use]
    pub fn session(&self) -> Session {
        Session { client: connect(&self.name, "authenticator"), prepared: HashMap::new() }
    }

    /// Opens a thread; `with` are more columns and their values in SQL.
    ///
    /// # Panics
    /// Where `PostgreSQL` refuses it.
    pub fn thread(&self, slug: &str, with: &[(&str, &str)]) {
        let mut columns = vec![
            ("slug", format!("'{slug}'")),
            ("id", "open_forum.new_id()".to_owned()),
            ("kind", "'proposals'".to_owned()),
            ("title", "'A question'".to_owned()),
            ("language", "'en'".to_owned()),
            ("promise", "'consult'".to_owned()),
            ("voting_mode", "'opinion'".to_owned()),
            ("voting_results", "'always'".to_owned()),
        ];
        columns.retain(|(name, _)| with.iter().all(|(other, _)| other != name));
        columns.extend(with.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let (names, values) = (names.join(", "), values.join(", "));
        let sql = format!("INSERT INTO open_forum.threads ({names}) VALUES ({values})");
        self.operator().batch_execute(&sql).expect("a thread is opened");
    }

    /// One value that the operator reads.
    ///
    /// # Panics
    /// Where the statement does not give one of this type.
    #[must_use]
    pub fn value<T>(&self, sql: &str) -> T
    where
        T: for<'a> postgres::types::FromSql<'a>,
    {
        self.operator().query_one(sql, &[]).unwrap_or_else(|error| panic!("{sql}: {error}")).get(0)
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // What is left goes with the private PostgreSQL.
        let _ = connect("postgres", OPERATOR).batch_execute(&sql);
    }
}

fn template() -> String {
    format!("{TEMPLATE}_{}", std::process::id())
}

/// Installs the backend once, by the script that operators run.
fn make_template() {
    let name = template();
    let mut client = connect("postgres", OPERATOR);
    // Roles belong to all databases, and other checks may make them too.
    client
        .batch_execute(
            "SELECT pg_advisory_lock(1);
             DO $$ BEGIN
               IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'authenticator') THEN
                 CREATE ROLE authenticator LOGIN NOINHERIT NOCREATEDB NOCREATEROLE NOSUPERUSER;
               END IF;
             END $$",
        )
        .expect("the server's role is made");
    client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database is made");
    for _ in 0..2 {
        // The second time finds nothing to do.
        install(&name, OPERATOR);
    }
    let profile = folder().join("../../crates/server/demo/forum.json");
    let profile = std::fs::read_to_string(profile).expect("the demonstration's forum");
    let profile: Value = serde_json::from_str(&profile).expect("it is JSON");
    let mut operator = connect(&name, OPERATOR);
    operator.execute("SELECT open_forum.configure($1)", &[&profile]).expect("it is a profile");
    operator
        .batch_execute(
            "UPDATE open_forum.forum SET writes_per_minute = NULL;
             GRANT anon, authenticated TO authenticator",
        )
        .expect("the rest is set up");
    client.batch_execute("SELECT pg_advisory_unlock(1)").expect("others go on");
}

fn install(database: &str, user: &str) {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--file"])
        .arg(folder().join("install.sql"))
        .args(["--host", &host(), "--username", user, database])
        .output()
        .expect("psql starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("ERROR"), "{said}");
}

/// A connection of a REST server.
pub struct Session {
    client: Client,
    /// What was prepared already, as REST servers keep it too.
    prepared: HashMap<String, Statement>,
}

impl Session {
    /// Calls a function of the API as a person, as `PostgREST` does: one
    /// transaction, the role, the claims, named arguments.
    ///
    /// # Errors
    /// What the database refused, and why.
    ///
    /// # Panics
    /// Where the connection is lost.
    pub fn call(&mut self, who: &Person, name: &str, arguments: &Value) -> Result<Value, Refusal> {
        let given: Vec<String> = arguments
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                let value = match value {
                    Value::Null => "NULL".to_owned(),
                    Value::Number(number) => number.to_string(),
                    Value::String(_) => format!("($1::jsonb ->> '{name}')"),
                    _ => format!("($1::jsonb -> '{name}')"),
                };
                format!("\"{name}\" => {value}")
            })
            .collect();
        let given = given.join(", ");
        let sql = format!("SELECT to_jsonb(open_forum_api.\"{name}\"({given})), $1::jsonb IS NULL");
        let mut transaction = self.client.transaction()?;
        let claims = who.claims.to_string().replace('\'', "''");
        transaction.batch_execute(&format!(
            "SET LOCAL ROLE {}; SELECT set_config('request.jwt.claims', '{claims}', true)",
            who.role
        ))?;
        let statement = match self.prepared.get(&sql) {
            Some(statement) => statement.clone(),
            None => transaction.prepare(&sql)?,
        };
        let answer: Option<Value> = transaction.query_one(&statement, &[arguments])?.get(0);
        transaction.commit()?;
        self.prepared.insert(sql, statement);
        Ok(answer.unwrap_or_default())
    }

    /// The same, read as a shape of the contract.
    ///
    /// # Panics
    /// Where it is refused, or has another shape.
    pub fn ask<T: DeserializeOwned>(&mut self, who: &Person, name: &str, arguments: &Value) -> T {
        let answer = self.call(who, name, arguments);
        let answer = answer.unwrap_or_else(|refusal| panic!("{name} {arguments}: {refusal:?}"));
        serde_json::from_value(answer.clone()).unwrap_or_else(|error| panic!("{error}: {answer:#}"))
    }

    /// The code of the problem that a call ends with.
    ///
    /// # Panics
    /// Where it does not end with one of the contract's.
    pub fn refused(&mut self, who: &Person, name: &str, arguments: &Value) -> ProblemCode {
        let refusal = self.call(who, name, arguments).expect_err("it is refused");
        refusal.code.unwrap_or_else(|| panic!("{name} {arguments}: {refusal:?}"))
    }

    /// Submits to a thread; answers the id.
    pub fn submit(&mut self, who: &Person, thread: &str, title: &str) -> String {
        let draft = serde_json::json!({"kind": "idea", "title": title, "language": "en"});
        let arguments = serde_json::json!({"thread": thread, "draft": draft});
        self.ask::<contract::Submission>(who, "submit", &arguments).id
    }

    /// Runs statements as a role of the database, as nobody can over HTTP.
    ///
    /// # Errors
    /// What the database refused.
    pub fn run_as(&mut self, role: &str, sql: &str) -> Result<u64, Refusal> {
        let mut transaction = self.client.transaction()?;
        transaction.batch_execute(&format!("SET LOCAL ROLE {role}"))?;
        Ok(transaction.execute(sql, &[])?)
    }
}

/// Why the database did not do something.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The SQLSTATE.
    pub state: String,
    /// What `PostgreSQL` said.
    pub message: String,
    /// The problem's stable code, where it is one of the contract.
    pub code: Option<ProblemCode>,
    /// Wrong fields.
    pub fields: Vec<FieldError>,
}

impl From<postgres::Error> for Refusal {
    fn from(error: postgres::Error) -> Self {
        let Some(found) = error.as_db_error() else {
            panic!("the connection is lost: {error}");
        };
        let problem = found.detail().and_then(|text| serde_json::from_str::<Problem>(text).ok());
        if let Some(problem) = &problem {
            // What PostgREST makes the status of must be the problem's own.
            assert_eq!(found.code().code(), format!("PT{}", problem.status));
            assert_eq!(Some(found.message()), problem.code().map(ProblemCode::as_str));
        }
        assert_ne!(found.code(), &SqlState::T_R_DEADLOCK_DETECTED, "{error:?}");
        Self {
            state: found.code().code().to_owned(),
            message: found.message().to_owned(),
            code: problem.as_ref().and_then(Problem::code),
            fields: problem.map(|problem| problem.errors).unwrap_or_default(),
        }
    }
}
