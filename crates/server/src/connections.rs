//! Connections: taken, answered and ended. `axum::serve` waits for ever for a
//! client that does not go on; here each wait has an end, so that a thousand
//! idle sockets cost a minute and not the service.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

/// How long a connection may stay without a whole request head. Longer than
/// the 60 s for which usual proxies keep theirs, so that they end first.
const HEAD_WAIT: Duration = Duration::from_secs(75);
/// How long a client may take nothing of an answer.
const SEND_WAIT: Duration = Duration::from_secs(30);
/// Pause after the system had no socket to give.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How long clients are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a whole request head.
    pub head: Duration,
    /// For the next bytes of an answer to be taken.
    pub send: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: HEAD_WAIT, send: SEND_WAIT }
    }
}

/// Answers connections until `end` is true, then lets the requests that run
/// come to theirs.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    mut end: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = ended(&mut end) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(answer(stream, peer, router.clone(), patience, end.clone()));
                }
                // The client was gone before it was taken.
                Err(error) if is_of_client(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

fn is_of_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Waits until it says that the server ends.
pub async fn ended(end: &mut watch::Receiver<bool>) {
    // Where the sender is gone, the server ends too.
    let _ = end.wait_for(|ended| *ended).await;
}

/// Answers the requests of one connection.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    mut end: watch::Receiver<bool>,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.send));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|no| match no {}))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    let done = tokio::select! {
        done = connection.as_mut() => done,
        () = ended(&mut end) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = done {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net,
    };

    use axum::routing::get;

    use super::*;

    const PATIENCE: Patience =
        Patience { head: Duration::from_millis(300), send: Duration::from_millis(300) };
    /// More than the sockets of both sides hold.
    const LONG: usize = 32 * 1024 * 1024;
    const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

    /// A server with a short and a long answer; its address, and what ends it.
    async fn start() -> (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>) {
        let peer =
            |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let long = || async { vec![b'x'; LONG] };
        let router = Router::new().route("/", get(peer)).route("/long", get(long));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (ended, end) = watch::channel(false);
        (address, ended, tokio::spawn(serve(listener, router, PATIENCE, end)))
    }

    /// Sends, waits, and reads until the server ends the connection.
    async fn exchange(address: SocketAddr, sent: &'static str, pause: Duration) -> Vec<u8> {
        let exchange = move || {
            let mut stream = net::TcpStream::connect(address).expect("connects");
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("is set");
            stream.write_all(sent.as_bytes()).expect("sent");
            std::thread::sleep(pause);
            let mut read = Vec::new();
            match stream.read_to_end(&mut read) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("it was not left")
                }
                // A broken connection is an end too.
                _ => read,
            }
        };
        tokio::task::spawn_blocking(exchange).await.expect("an exchange")
    }

    #[tokio::test]
    async fn who_does_not_go_on_is_left() {
        let (address, _ended, _serving) = start().await;
        for sent in ["", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
            let read = exchange(address, sent, Duration::ZERO).await;
            assert!(read.is_empty(), "{}", String::from_utf8_lossy(&read));
        }
        let read = exchange(address, GET, Duration::ZERO).await;
        let read = String::from_utf8(read).expect("text");
        assert!(read.starts_with("HTTP/1.1 200") && read.ends_with("127.0.0.1"), "{read}");
    }

    #[tokio::test]
    async fn who_takes_nothing_of_an_answer_is_left() {
        let (address, _ended, _serving) = start().await;
        let get = "GET /long HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let whole = exchange(address, get, Duration::ZERO).await;
        assert!(whole.len() > LONG, "{}", whole.len());
        let late = exchange(address, get, Duration::from_secs(2)).await;
        assert!(late.len() < LONG, "{}", late.len());
    }

    #[tokio::test]
    async fn it_ends_though_a_connection_is_open() {
        let (address, ended, serving) = start().await;
        let idle = tokio::task::spawn_blocking(move || {
            let mut idle = net::TcpStream::connect(address).expect("connects");
            idle.write_all(GET.as_bytes()).expect("sent");
            let mut first = [0; 12];
            idle.read_exact(&mut first).expect("an answer");
            assert_eq!(&first, b"HTTP/1.1 200");
            idle
        });
        let _idle = idle.await.expect("an answer");
        ended.send(true).expect("it runs");
        let done = tokio::time::timeout(Duration::from_secs(10), serving).await;
        done.expect("it ends").expect("without a panic");
        assert!(net::TcpStream::connect(address).is_err());
    }
}
