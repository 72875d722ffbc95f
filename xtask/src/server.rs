//! Builds and starts `open-forum-server`, for people and for checks.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::build::{Mode, build};
use crate::project::{Project, output, run};

/// The database of a server with an own folder.
pub(crate) const FILE: &str = "sqlite:forum.db";

/// No limits of pace: checks come from one address.
pub(crate) const UNLIMITED: [&str; 6] = [
    "--participant-reads-per-minute=0",
    "--participant-writes-per-minute=0",
    "--address-reads-per-minute=0",
    "--address-writes-per-minute=0",
    "--forum-reads-per-minute=0",
    "--forum-writes-per-minute=0",
];

/// The demo: builds what changed, starts the server and says where to click. Ends with it.
pub(crate) fn demo(project: &Project, mode: Mode, port: u16) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!("port {port} is taken by another program; choose one with --port");
    }
    build(project, mode)?;
    let binary = binary(project, mode)?;
    let listen = format!("127.0.0.1:{port}");
    let mut child = Command::new(binary)
        .current_dir(&project.root)
        .args(["serve", "--demo", "--database", "sqlite:forum.db", "--listen", &listen])
        .args(["--widget-dir", "dist"])
        .spawn()
        .context("the server does not start")?;
    if wait_ready(&mut child, port).is_ok() {
        println!("\nOpen Forum runs on http://{listen}/");
        println!("  the demo page of a ministry   http://{listen}/");
        println!("  the moderators' desk          http://{listen}/desk?as=moderator");
        println!("  the officials' desk           http://{listen}/desk?as=official");
        println!("  the API's document            http://{listen}/v1/openapi.json");
        println!("What people write is kept in forum.db. Ctrl+C ends it.\n");
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

/// The name of the server's program.
pub(crate) const PROGRAM: &str = "open-forum-server";

/// Compiles the server for people, and returns its program.
pub(crate) fn binary(project: &Project, mode: Mode) -> Result<PathBuf> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--quiet", "--package=server"]);
    println!("Compiling the server …");
    let profile = if mode == Mode::Full {
        cargo.arg("--release");
        "release"
    } else {
        "debug"
    };
    run(&mut cargo).context("the server does not compile")?;
    Ok(project.target.join(profile).join(PROGRAM))
}

/// A server of its own with an own folder, ended and cleared away when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    folder: PathBuf,
    /// Where it listens, on this machine only.
    pub(crate) port: u16,
}

impl Running {
    /// Starts the program on a free port with a database in a new folder. `more` are flags.
    pub(crate) fn start(
        project: &Project,
        binary: &Path,
        name: &str,
        more: &[&str],
    ) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("open-forum-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Self::start_in(project, binary, folder, more)
    }

    /// The same with a folder that may hold a database already.
    pub(crate) fn start_in(
        project: &Project,
        binary: &Path,
        folder: PathBuf,
        more: &[&str],
    ) -> Result<Self> {
        Self::start_on(project, binary, folder, FILE, more)
    }

    /// The same with another database.
    pub(crate) fn start_on(
        project: &Project,
        binary: &Path,
        folder: PathBuf,
        database: &str,
        more: &[&str],
    ) -> Result<Self> {
        let port = free_port()?;
        let log = std::fs::File::create(folder.join("server.log"))?;
        let mut child = Command::new(binary)
            .current_dir(&folder)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            // An address may hold a password, and flags are seen by everybody.
            .env("OPEN_FORUM_DATABASE", database)
            .arg("--widget-dir")
            .arg(project.dist())
            .args(more)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the server does not start")?;
        if let Err(error) = wait_ready(&mut child, port) {
            let log = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            let _ = child.kill();
            return Err(error.context(log));
        }
        Ok(Self { child, folder, port })
    }

    /// The process, for measuring it.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its own folder, cleared away with it.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The base address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A token of the demonstration with this database, seen from `home`, for somebody who may do most.
pub(crate) fn token(binary: &Path, home: &Path, database: &str, sub: &str) -> Result<String> {
    let signed = output(
        Command::new(binary)
            .current_dir(home)
            .env("OPEN_FORUM_DATABASE", database)
            .args(["token", "--sub", sub, "--name", sub])
            .args(["--sector=cso", "--country=TH", "--role=participant", "--role=official"]),
    )?;
    Ok(signed.trim().to_owned())
}

/// A port that nobody listens on at this moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Waits until `/readyz` answers 200, 20 seconds at most.
fn wait_ready(child: &mut Child, port: u16) -> Result<()> {
    for _ in 0..200 {
        if let Some(status) = child.try_wait()? {
            bail!("the server ended with {status}");
        }
        if ready(port) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("the server is not ready after 20 seconds")
}

fn ready(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let request = "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let mut start = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut start).is_ok()
        && start.ends_with(b" 200")
}
