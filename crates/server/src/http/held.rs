//! Large answers on their way: what they take of the memory is given back when
//! their readers have taken them, and not before.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many bytes are given to the connection at a time; it takes the next when
/// the client has taken most of those before.
const CHUNK: usize = 64 * 1024;

/// Room in memory for one large answer.
#[derive(Debug)]
pub struct Room {
    _permit: OwnedSemaphorePermit,
}

impl Room {
    /// Room, where there is any left.
    #[must_use]
    pub fn within(most: &Arc<Semaphore>) -> Option<Self> {
        Arc::clone(most).try_acquire_owned().ok().map(|permit| Self { _permit: permit })
    }

    /// An answer's body that keeps the room until it was taken or its reader
    /// is gone.
    pub fn body(self, bytes: Vec<u8>) -> Body {
        Body::new(Held { rest: bytes.into(), _room: self })
    }
}

/// A body that comes piece by piece: one that comes whole is the connection's
/// at once, and no longer counted here.
struct Held {
    rest: Bytes,
    _room: Room,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let most = self.rest.len().min(CHUNK);
        let chunk = self.rest.split_to(most);
        Poll::Ready((!chunk.is_empty()).then(|| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net,
        time::{Duration, Instant},
    };

    use axum::{Router, routing::get};
    use tokio::{net::TcpListener, sync::watch};

    use super::*;
    use crate::connections::{self, Patience};

    /// More than the sockets of both sides hold.
    const LONG: usize = 32 * 1024 * 1024;

    /// Waits until there is so much room.
    async fn room_becomes(rooms: &Semaphore, expected: usize) {
        let began = Instant::now();
        while rooms.available_permits() != expected {
            assert!(began.elapsed() < Duration::from_secs(10), "{}", rooms.available_permits());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    #[tokio::test]
    async fn room_is_kept_until_the_reader_has_it_or_is_gone() {
        let rooms = Arc::new(Semaphore::new(1));
        let handed = Arc::clone(&rooms);
        let long = move || async move {
            Room::within(&handed).map_or_else(Body::empty, |room| room.body(vec![b'x'; LONG]))
        };
        let router = Router::new().route("/", get(long));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (_ended, end) = watch::channel(false);
        tokio::spawn(connections::serve(listener, router, Patience::default(), end));
        let ask = move || {
            let mut stream = net::TcpStream::connect(address).expect("connects");
            let get = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
            stream.write_all(get).expect("sent");
            stream.read_exact(&mut [0; 12]).expect("it begins");
            stream
        };
        let waiting = tokio::task::spawn_blocking(ask).await.expect("an answer begins");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(rooms.available_permits(), 0, "it is on its way");
        drop(waiting);
        room_becomes(&rooms, 1).await;

        let whole = tokio::task::spawn_blocking(move || {
            let mut read = String::new();
            ask().read_to_string(&mut read).expect("all of it");
            read
        });
        let whole = whole.await.expect("an answer");
        assert!(whole.contains(&format!("content-length: {LONG}\r\n")));
        assert!(whole.ends_with(&"x".repeat(LONG)));
        room_becomes(&rooms, 1).await;
    }
}
