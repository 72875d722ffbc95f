//! Votes through HTTP, each committed to the disk before its answer, on both databases.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use postgres_cluster::{Cluster, Keeping, NoCluster};

use super::load::{load, paced};
use super::{Figure, Folder, THREAD};
use crate::http::Connection;
use crate::project::{Project, output};
use crate::server::{FILE, Running, UNLIMITED, token};

/// Connections that vote at the same time.
const CLIENTS: usize = 64;
/// A busy hour: ten times the documented peak of a national forum, and for how long.
const BUSY: (u32, Duration) = (400, Duration::from_mins(1));
/// How long the plain loop goes on, s.
const PLAIN_S: u32 = 5;

/// Votes as fast as they go and at a pace, spread and on one submission, beside a plain loop.
pub(super) fn measure(project: &Project, binary: &Path, folder: &Folder) -> Result<Vec<Figure>> {
    println!("Votes on SQLite …");
    let home = folder.sub("votes")?;
    let mut figures = on(project, binary, &home, FILE, ("sqlite", "SQLite"))?;
    println!("A plain loop of durable upserts …");
    let plain = output(
        project
            .cargo()
            .args(["run", "--quiet", "--release", "--package=xtask", "--example=durable_loop"])
            .arg("--")
            .arg(folder.sub("plain")?.join("plain.db")),
    )?;
    figures.push(plain_loop("sqlite", "SQLite", plain.trim().parse()?));
    let cluster = match Cluster::start(Keeping::Everything) {
        Ok(cluster) => cluster,
        Err(missing @ NoCluster::Missing) => {
            println!("skipped: {missing}");
            return Ok(figures);
        }
        Err(error) => return Err(error.into()),
    };
    println!("Votes on PostgreSQL …");
    let home = folder.sub("votes-postgres")?;
    let database = cluster.database()?;
    figures.extend(on(project, binary, &home, &database, ("postgres", "PostgreSQL"))?);
    println!("A plain loop of durable upserts …");
    let name = database.rsplit('/').next().context("a database has a name")?;
    figures.push(plain_loop("postgres", "PostgreSQL", plain_on_postgres(&cluster, name)?));
    Ok(figures)
}

fn plain_loop(key: &str, name: &str, rate: f64) -> Figure {
    let what = format!("plain loop of durable upserts, {name}");
    Figure::new(format!("plain_upserts_per_s_{key}"), what, rate, "/s")
}

fn on(
    project: &Project,
    binary: &Path,
    home: &Path,
    database: &str,
    (key, name): (&str, &str),
) -> Result<Vec<Figure>> {
    let flags: Vec<&str> = ["--demo"].into_iter().chain(UNLIMITED).collect();
    let server = Running::start_on(project, binary, home.to_owned(), database, &flags)?;
    let ids = ids(&mut Connection::open(server.port, "")?)?;
    let tokens = (0..CLIENTS)
        .map(|number| token(binary, home, database, &format!("bench-{number}")))
        .collect::<Result<Vec<_>>>()?;
    let spread = |connection: &mut Connection, client: usize, turn: usize| {
        vote(connection, &ids[(client + turn) % ids.len()], turn / ids.len())
    };
    let hot = |connection: &mut Connection, _: usize, turn: usize| vote(connection, &ids[0], turn);
    // Each twice and in turn: the machine is not the same from one moment to the next.
    let (mut best_spread, mut best_hot) =
        (load(server.port, &tokens, spread)?, load(server.port, &tokens, hot)?);
    for _ in 0..2 {
        let (one, other) = (load(server.port, &tokens, spread)?, load(server.port, &tokens, hot)?);
        if one.rate > best_spread.rate {
            best_spread = one;
        }
        if other.rate > best_hot.rate {
            best_hot = other;
        }
    }
    let busy = paced(server.port, &tokens, BUSY, spread)?;
    let figure = |key_of: &str, what: String, value, unit| {
        Figure::new(format!("{key_of}_{key}"), what, value, unit)
    };
    let slower = best_spread.rate / best_hot.rate;
    Ok(vec![
        figure(
            "votes_per_s",
            format!("votes on {name}, {CLIENTS} at once"),
            best_spread.rate,
            "/s",
        ),
        figure("votes_p50", "  a vote, p50".into(), best_spread.p50, "ms"),
        figure("votes_p99", "  a vote, p99".into(), best_spread.p99, "ms"),
        figure("hot_per_s", "  all on one submission".into(), best_hot.rate, "/s"),
        figure("hot_slower", "  so many times slower than spread".into(), slower, ""),
        figure(
            "busy_per_s",
            format!("  at {} a second for {} s", BUSY.0, BUSY.1.as_secs()),
            busy.rate,
            "/s",
        ),
        figure("busy_p50", "    a vote, p50".into(), busy.p50, "ms"),
        figure("busy_p99", "    a vote, p99".into(), busy.p99, "ms"),
    ])
}

fn vote(connection: &mut Connection, id: &str, turn: usize) -> Result<()> {
    let value = ["agree", "disagree", "pass"][turn % 3];
    let path = format!("/v1/submissions/{id}/vote");
    connection.ask("PUT", &path, &format!("{{\"value\":\"{value}\"}}")).map(drop)
}

/// Upserts a second in a loop inside the database, one transaction each: no way between a client
/// and it, so more than any client gets by itself.
fn plain_on_postgres(cluster: &Cluster, database: &str) -> Result<f64> {
    cluster.sql(
        database,
        "CREATE TABLE plain (submission int, participant int, value int, PRIMARY KEY (submission, participant))",
    )?;
    cluster.sql(database, "CREATE TABLE plain_done (upserts int)")?;
    cluster.sql(
        database,
        &format!(
            "DO $$
             DECLARE
               ends timestamptz := clock_timestamp() + interval '{PLAIN_S} seconds';
               done int := 0;
             BEGIN
               WHILE clock_timestamp() < ends LOOP
                 INSERT INTO plain VALUES (done % 20, done % 64, done % 3)
                   ON CONFLICT (submission, participant) DO UPDATE SET value = excluded.value;
                 COMMIT;
                 done := done + 1;
               END LOOP;
               INSERT INTO plain_done VALUES (done);
             END $$"
        ),
    )?;
    let done = cluster.sql(database, "SELECT upserts FROM plain_done")?;
    Ok(done.trim().parse::<f64>()? / f64::from(PLAIN_S))
}

fn ids(connection: &mut Connection) -> Result<Vec<String>> {
    let page = connection.get(THREAD)?;
    let ids: Vec<String> = page["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .collect();
    ensure!(!ids.is_empty(), "the demonstration has no submissions");
    Ok(ids)
}
