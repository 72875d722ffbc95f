//! The reads of lists go along the index of their order here too: with walks of
//! whole tables made dear, none walks one, and none sorts that does not sort on
//! `SQLite`.

use std::sync::Arc;

use storage::{ForumId, suite::World};
use storage_sql::{
    sql::{Session as _, Transactions as _},
    testing::{Filled, Noting, all, fill, read_everything},
};

use super::open;
use crate::{Address, connection::PostgresConnection, sql::translate};

/// The plan of a statement, one step a line, whatever its parameters are.
fn plan(conn: &PostgresConnection, sql: &str) -> Vec<String> {
    let translated = translate(sql).sql;
    conn.batch(&format!("PREPARE one AS {translated}")).expect(sql);
    let count = (1..).take_while(|n| translated.contains(&format!("${n}"))).count();
    let nulls = vec!["NULL"; count].join(", ");
    let given = if count == 0 { String::new() } else { format!("({nulls})") };
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE one{given}");
    let steps = all(conn, &explain, (), |row| row.get(0)).expect(sql);
    conn.batch("DEALLOCATE one").expect("forgotten");
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_walks_a_table_or_sorts() {
    let Some((storage, address)) = open() else { return };
    let world = World::new(storage).await;
    let filled = fill(&world).await;
    let forum = world.forum;
    let told = tokio::task::spawn_blocking(move || explain(&Arc::new(address), forum, &filled));
    told.await.expect("explained");
}

fn explain(address: &Arc<Address>, forum: ForumId, filled: &Filled) {
    let conn = PostgresConnection::reader(address).expect("a connection");
    conn.begin_read().expect("begun");
    let noting = Noting::new(conn);
    read_everything(&noting, forum, filled);
    let (conn, ran) = noting.ran();
    conn.end_read().expect("ended");
    assert!(ran.len() > 60, "{} statements were seen", ran.len());
    conn.batch("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan").expect("set");
    conn.batch("SET enable_sort = off; SET jit = off").expect("set");

    let (mut random, mut found) = (0, 0);
    for sql in ran {
        let steps = plan(&conn, &sql);
        let is_search = sql.contains("f.grams");
        let is_random = sql.contains("s.shuffle *");
        let is_forums = sql.ends_with("FROM forums ORDER BY slug");
        // A count may take any index that has its columns; a list has one.
        let is_list = sql.contains("ORDER BY") && sql.contains("LIMIT");
        for step in &steps {
            let walks = step.contains("Seq Scan") && !is_forums;
            assert!(!walks, "walks a table:\n{sql}\n{steps:#?}");
            let sorts = step.trim_start_matches([' ', '-', '>']).starts_with("Sort");
            random += usize::from(sorts && is_random);
            found += usize::from(sorts && is_search);
            if is_list {
                assert!(!sorts || is_random || is_search, "sorts:\n{sql}\n{steps:#?}");
            }
        }
        if let Some(index) = sql.split("INDEXED BY ").nth(1).filter(|_| is_list && !is_random) {
            let index = index.split_whitespace().next().unwrap_or_default();
            let walked = steps.iter().any(|step| step.contains(index));
            assert!(walked, "another index than {index}:\n{sql}\n{steps:#?}");
        }
    }
    assert!(random > 0 && found > 0, "the exceptions are still exceptions");
}
