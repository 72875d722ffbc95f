//! Every statement that the reads run is explained by the database: none walks
//! a whole table, and none sorts, apart from the exceptions named here.

use storage::suite::World;
use storage_sql::testing::{Noting, fill, read_everything};

use super::open;
use crate::connection::SqliteConnection;

/// The plan of a statement, one step a line.
fn plan(conn: &SqliteConnection, sql: &str) -> Vec<String> {
    let mut statement = conn.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect(sql);
    let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
    steps.collect::<Result<_, _>>().expect(sql)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_read_walks_a_table_or_sorts() {
    let (storage, dir) = open();
    let world = World::new(storage).await;
    let filled = fill(&world).await;
    let conn = SqliteConnection::reader(&dir.path().join("forum.db")).expect("a connection");
    let noting = Noting::new(conn);
    read_everything(&noting, world.forum, &filled);
    let (conn, ran) = noting.ran();
    assert!(ran.len() > 60, "{} statements were seen", ran.len());

    let (mut random, mut found) = (0, 0);
    for sql in ran {
        let steps = plan(&conn, &sql);
        let is_search = sql.contains("MATCH");
        let is_random = sql.contains("s.shuffle *");
        let is_forums = sql.ends_with("FROM forums ORDER BY slug");
        for step in &steps {
            let walks = step.starts_with("SCAN")
                && !step.contains("VIRTUAL TABLE INDEX")
                // All forums of a server are few and are asked for at its start.
                && !is_forums;
            assert!(!walks, "walks a table:\n{sql}\n{steps:#?}");
            let sorts = step.contains("TEMP B-TREE");
            // A comparison of several columns must use them all.
            let compares = step.contains(")<(") || step.contains(")>(");
            let whole = !compares || step.contains("tie)<(") || step.contains("tie)>(");
            assert!(whole, "walks past equal keys:\n{sql}\n{steps:#?}");
            random += usize::from(sorts && is_random);
            found += usize::from(sorts && is_search);
            assert!(!sorts || is_random || is_search, "sorts:\n{sql}\n{steps:#?}");
        }
    }
    assert!(random > 0 && found > 0, "the exceptions are still exceptions");
}
