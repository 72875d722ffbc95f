//! The forum in SQL for `PostgREST` and Supabase (`adapters/postgrest`): its checks, and the program
//! that runs one for the browser.

use std::ffi::OsString;

use anyhow::Result;
use postgres_cluster::{Cluster, Keeping, NoCluster};

use crate::count::Count;
use crate::programs::Programs;
use crate::project::Project;
use crate::tools;

/// The package beside the SQL, by its folder.
pub(crate) const CHECKS: &str = "adapters/postgrest/checks";

/// What its checks over HTTP are compiled with.
pub(crate) const OVER_HTTP: &str = "--features=postgrest-checks/http";

/// The checks over HTTP.
const HTTP: &str = "http";

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
    let programs = Programs::compiled(project)?;
    let server = tools::rest_server(project);
    if let Ok(server) = &server {
        println!("Over HTTP through {}", server.display());
    }
    let mut count = programs.run(
        |tests| tests.package == CHECKS && (tests.name != HTTP || server.is_ok()),
        |command| {
            command.env(postgres_cluster::SHARED, cluster.socket());
            command.envs(server.iter().map(|server| (REST, server)));
        },
    )?;
    if let Err(why) = server {
        count.skipped.push(format!("over HTTP, for want of a REST server: {why:#}"));
    }
    Ok(count)
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
    let program = Programs::compiled(project)?.binary("postgrest-checks")?;
    Ok(Ok([(PROGRAM, program.into()), (REST, server.into())]))
}
