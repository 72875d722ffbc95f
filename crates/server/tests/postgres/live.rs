//! Who follows a thread on one server sees what happens on the other, also
//! after the database was away.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::{cluster, program::Server, server, submission, vote};

/// A stream of events as it comes over the wire.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Follows the thread of a server; the opening is read.
    fn of(server: &Server) -> Self {
        let address = server.base.strip_prefix("http://").expect("an address");
        let mut socket = TcpStream::connect(address).expect("connects");
        socket.set_read_timeout(Some(Duration::from_mins(1))).expect("is set");
        let request = format!("GET /v1/threads/t/events HTTP/1.1\r\nhost: {address}\r\n\r\n");
        socket.write_all(request.as_bytes()).expect("sent");
        let mut stream = Self(BufReader::new(socket));
        stream.wait("id: ");
        stream
    }

    /// Reads on to a line that begins like this.
    fn wait(&mut self, start: &str) -> String {
        loop {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).expect("a line in time");
            assert_ne!(length, 0, "the stream ended before {start}");
            if line.starts_with(start) {
                return line;
            }
        }
    }
}

/// Votes until the vote is taken: the database may have been away.
fn vote_at_last(server: &Server, submission: &str, voter: &str) {
    let began = Instant::now();
    while vote(server, submission, voter) != Some(200) {
        assert!(began.elapsed() < Duration::from_mins(1), "no vote is taken");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_vote_on_one_server_is_seen_on_the_other() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let servers = [server(&database), server(&database)];
    let id = &submission(&servers[0].base);
    let mut streams = [Stream::of(&servers[0]), Stream::of(&servers[1])];
    vote_at_last(&servers[0], id, "v1");
    for stream in &mut streams {
        stream.wait("event: tally");
        let data = stream.wait("data: ");
        assert!(data.contains(id) && data.contains("\"agree\":1"), "{data}");
    }
    // What was told while nobody could hear it is read again.
    cluster.end().expect("ended");
    cluster.begin().expect("begun");
    for stream in &mut streams {
        stream.wait("event: resync");
    }
    vote_at_last(&servers[1], id, "v2");
    for stream in &mut streams {
        stream.wait("event: tally");
        let data = stream.wait("data: ");
        assert!(data.contains("\"agree\":2"), "{data}");
    }
}
