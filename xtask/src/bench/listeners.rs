//! People who follow a thread in which nothing happens.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{Figure, Folder, resident};
use crate::project::Project;
use crate::server::{Running, UNLIMITED};

/// Connections that are kept open.
const LISTENERS: u32 = 5_000;
/// The thread that they follow.
const EVENTS: &str = "/v1/threads/post-pandemic-recovery/events";

/// What one of them costs the server while nothing happens.
pub(super) fn measure(project: &Project, binary: &Path, folder: &Folder) -> Result<Vec<Figure>> {
    println!("{LISTENERS} listeners …");
    let home = folder.sub("listeners")?;
    let flags = ["--demo", "--events-per-address=0", "--events-in-all=0"];
    let flags: Vec<&str> = flags.into_iter().chain(UNLIMITED).collect();
    let server = Running::start_in(project, binary, home, &flags)?;
    let before = resident(&server)?;
    let mut held = Vec::new();
    for number in 0..LISTENERS {
        held.push(follow(server.port).with_context(|| {
            format!("listener {number}; `ulimit -n` has to be above {}", LISTENERS + 100)
        })?);
    }
    // A heartbeat has come to each of them.
    std::thread::sleep(Duration::from_secs(20));
    let after = resident(&server)?;
    let each = (after - before) * 1024.0 / f64::from(LISTENERS);
    Ok(vec![
        Figure::new(
            "listeners_resident",
            format!("server with {LISTENERS} listeners, resident"),
            after,
            "MiB",
        ),
        Figure::new("listener", "  each of them".into(), each, "KiB"),
    ])
}

/// Follows the thread; what opens the stream was read.
fn follow(port: u16) -> Result<TcpStream> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let request = format!("GET {EVENTS} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    ensure!(line.contains(" 200 "), "answered {line}");
    while !line.starts_with("retry: ") {
        line.clear();
        ensure!(reader.read_line(&mut line)? > 0, "the server hung up");
    }
    Ok(reader.into_inner())
}
