//! A `PostgreSQL` of one's own for tests and measurements: a cluster in a
//! temporary folder that listens on a socket in that folder alone. It ends with
//! the guard, and also where the process that holds the guard is killed.

mod programs;

use std::{
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

use crate::programs::Programs;

/// Names the address of a cluster that runs already, for many tests.
pub const SHARED: &str = "OPEN_FORUM_TEST_POSTGRES";

/// Who owns everything in a cluster.
const USER: &str = "forum";

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum NoCluster {
    /// The programs are not installed.
    #[error("PostgreSQL is not installed (Debian: apt-get install postgresql)")]
    Missing,
    /// They failed.
    #[error("{program}: {cause}")]
    Failed {
        /// Which.
        program: String,
        /// What it said.
        cause: String,
    },
}

/// How much a cluster outlives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing: fast, for tests of logic.
    Nothing,
    /// The end of the power, as a real one does.
    Everything,
}

/// A cluster that runs.
pub struct Cluster {
    /// None where another process holds it.
    own: Option<Own>,
    socket: PathBuf,
}

struct Own {
    programs: Programs,
    folder: TempDir,
    options: String,
    /// Ends the cluster when its standard input ends, which is when this
    /// process does.
    watcher: Child,
}

impl Cluster {
    /// Makes and starts one. Errors: `Missing`, or what a program said.
    pub fn start(keeping: Keeping) -> Result<Self, NoCluster> {
        let programs = Programs::find()?;
        let folder = tempfile::Builder::new().prefix("forum-pg-").tempdir();
        let folder = folder.map_err(|error| failed("a folder", &error))?;
        programs.give(folder.path())?;
        let data = folder.path().join("data");
        let sync = if keeping == Keeping::Nothing { &["--no-sync"][..] } else { &[] };
        let mut initdb = programs.command("initdb");
        initdb.arg("-D").arg(&data).args(["-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale"]);
        run(initdb.args(sync))?;
        let kept = match keeping {
            Keeping::Nothing => "-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
            Keeping::Everything => "",
        };
        let options = format!(
            "-k {} -c listen_addresses= -c max_connections=400 {kept}",
            folder.path().display()
        );
        let socket = folder.path().to_owned();
        let watcher = programs.watch(folder.path())?;
        let cluster = Self { own: Some(Own { programs, folder, options, watcher }), socket };
        cluster.begin()?;
        Ok(cluster)
    }

    /// Whether the programs are here.
    #[must_use]
    pub fn is_installed() -> bool {
        Programs::find().is_ok()
    }

    /// The one that [`SHARED`] names, or one of its own.
    pub fn shared(keeping: Keeping) -> Result<Self, NoCluster> {
        match std::env::var_os(SHARED) {
            Some(socket) => Ok(Self { own: None, socket: socket.into() }),
            None => Self::start(keeping),
        }
    }

    /// What [`SHARED`] is for others.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The address of a database in it.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        let socket = self.socket.to_string_lossy().replace('%', "%25").replace('/', "%2F");
        format!("postgres://{USER}@{socket}/{database}")
    }

    /// Makes an empty database; answers its address.
    pub fn database(&self) -> Result<String, NoCluster> {
        self.copy("template0")
    }

    /// Makes a database like another one, to which nobody is connected; answers
    /// its address.
    pub fn copy(&self, template: &str) -> Result<String, NoCluster> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("forum_{}_{number}", std::process::id());
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        Ok(self.address(&name))
    }

    /// Runs statements in a database; answers the rows, a line each, columns
    /// apart by `|`.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, NoCluster> {
        let programs = Programs::find()?;
        let mut psql = programs.client("psql");
        psql.arg("-h").arg(&self.socket).args(["-U", USER, "-d", database, "-qAtX"]);
        run(psql.args(["-v", "ON_ERROR_STOP=1", "-c", sql]))
    }

    /// Starts it after [`Cluster::end`].
    pub fn begin(&self) -> Result<(), NoCluster> {
        let Some(own) = &self.own else { return Ok(()) };
        let mut start = own.control("start");
        start.arg("-l").arg(own.folder.path().join("log")).arg("-o").arg(&own.options);
        // It would hold our standard output open for as long as it runs.
        run_quietly(start.arg("-w"))
    }

    /// Ends it at once, as a crash does; what was committed is there again
    /// after [`Cluster::begin`].
    pub fn end(&self) -> Result<(), NoCluster> {
        let Some(own) = &self.own else { return Ok(()) };
        run_quietly(own.control("stop").args(["-m", "immediate", "-w"]))
    }
}

impl Own {
    fn control(&self, what: &str) -> Command {
        let mut command = self.programs.command("pg_ctl");
        command.arg(what).arg("-D").arg(self.folder.path().join("data"));
        command
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        // Whatever it says, nobody is left who could do anything about it.
        let _ = self.watcher.wait();
    }
}

fn failed(program: &str, cause: &io::Error) -> NoCluster {
    NoCluster::Failed { program: program.to_owned(), cause: cause.to_string() }
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Runs a program to its end; answers what it said.
fn run(command: &mut Command) -> Result<String, NoCluster> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| failed(&name(command), &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let cause = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(NoCluster::Failed { program: name(command), cause })
}

/// The same without listening.
fn run_quietly(command: &mut Command) -> Result<(), NoCluster> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|error| failed(&name(command), &error))?;
    if status.success() {
        return Ok(());
    }
    Err(NoCluster::Failed { program: name(command), cause: status.to_string() })
}
