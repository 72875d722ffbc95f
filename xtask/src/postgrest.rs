//! The forum in SQL for `PostgREST` and Supabase (`adapters/postgrest`): its checks, and the program
//! that runs one for the browser.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use postgres_cluster::{Cluster, Keeping, NoCluster};

use crate::count::{Count, counted};
use crate::project::{Project, run};
use crate::tools;

/// The package beside the SQL.
pub(crate) const CHECKS: &str = "postgrest-checks";

/// What its checks over HTTP are compiled with.
pub(crate) const OVER_HTTP: &str = "--features=postgrest-checks/http";

/// Where those find the REST server.
const REST: &str = "OPEN_FORUM_REST";

/// The checks, and those over HTTP where a REST server is here or can be installed.
pub(crate) fn stage(project: &Project) -> Result<Count> {
    let cluster = match Cluster::start(Keeping::Nothing) {
        Ok(cluster) => cluster,
        Err(missing @ NoCluster::Missing) => {
            return Ok(Count { skipped: vec![missing.to_string()], ..Count::default() });
        }
        Err(error) => return Err(error.into()),
    };
    let package = format!("--package={CHECKS}");
    let mut command = project.cargo();
    command.args(["test", "--quiet", "--no-fail-fast", &package]);
    command.env(postgres_cluster::SHARED, cluster.socket());
    match tools::rest_server(project) {
        Ok(server) => {
            println!("Over HTTP through {}", server.display());
            counted(command.arg(OVER_HTTP).env(REST, server))
        }
        Err(why) => {
            let mut count = counted(&mut command)?;
            count.skipped.push(format!("over HTTP, for want of a REST server: {why:#}"));
            Ok(count)
        }
    }
}

/// Where the specs of the adapters find the program that runs a forum.
pub(crate) const PROGRAM: &str = "OPEN_FORUM_POSTGREST";

/// What tells the specs of the adapters how they start a forum on `PostgreSQL`, or why there is none.
pub(crate) fn forum(
    project: &Project,
) -> Result<std::result::Result<[(&'static str, OsString); 2], String>> {
    if !Cluster::is_installed() {
        return Ok(Err(NoCluster::Missing.to_string()));
    }
    let server = match tools::rest_server(project) {
        Ok(server) => server,
        Err(why) => return Ok(Err(format!("no REST server: {why:#}"))),
    };
    println!("Compiling the forum on PostgreSQL …");
    run(project.cargo().args(["build", "--quiet", "--package", CHECKS]))
        .context("the forum on PostgreSQL does not compile")?;
    let program = project.target.join("debug").join(CHECKS);
    Ok(Ok([(PROGRAM, program.into()), (REST, server.into())]))
}
