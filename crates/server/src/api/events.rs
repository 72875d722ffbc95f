//! `GET /v1/threads/{id}/events`: by everybody.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use tokio::{sync::watch, time::sleep};

use super::path::ThreadName;
use crate::{
    auth::Viewer,
    connections,
    http::{problem::ApiError, query::Query},
    live::{Listener, Most, Seat},
    openapi::problems,
};

/// Nothing is silent for longer: proxies take silence for the end.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After how long to come back when the connection ended, ms.
const COME_BACK_MS: u32 = 3000;

problems!(read: NotFound, InvalidFields);

/// What changes in a thread, as Server-Sent Events, for as long as the
/// connection stands.
///
/// Each event has the name of what changed, an `id` that grows, and one line of
/// JSON as its data, as somebody without a token reads it: `submission`
/// (`Submission`), `tally` (`TallyEvent`, at most four a second, never while
/// results are hidden), `comment` (`Comment`), `response` (`ResponseEvent`),
/// `announcement` (`Announcement`), `thread` (`Thread`), `gone` (`GoneEvent`) for
/// what everybody saw and sees no more, and `resync` (`{}`) where something was
/// missed and everything is to be read again. Names that a reader does not know
/// may be passed over.
#[utoipa::path(
    get, path = "/v1/threads/{thread}/events", operation_id = "follow_events", tag = "threads",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("Last-Event-ID" = Option<String>, Header,
            description = "The id that was read last: what came after it is sent, or `resync` where it is not known any more."),
    ),
    responses(
        (status = 200, description = "Events, without end.", body = String, content_type = "text/event-stream"),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(thread): ThreadName,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (app, forum) = (&viewer.app, viewer.room.id);
    if app.is_closing() {
        return Err(ApiError::unavailable());
    }
    let thread = app.storage().thread(forum, &thread).await?.id;
    let most = Most {
        per_address: app.settings().events_per_address,
        in_all: app.settings().events_in_all,
    };
    let seat = app.live().seat(viewer.address().unwrap_or_default(), most)?;
    // What is no text is no id that was given.
    let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default());
    let listener = app.live().listen(forum, &thread, last, app.sources());
    let mut opening = format!("retry: {COME_BACK_MS}\n");
    if last.is_none() {
        // Who loses the connection before the first event comes back to here.
        opening.extend(["id: ", &listener.place().to_string(), "\n"]);
    }
    let opening = Some(Bytes::from(opening + "\n"));
    let events = Events { opening, listener, ended: app.live().ended(), _seat: seat };
    let body = Body::from_stream(stream::unfold(events, Events::next));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Asks nginx to pass on each event as it comes.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, body).into_response())
}

/// The events of one connection.
struct Events {
    opening: Option<Bytes>,
    listener: Listener,
    ended: watch::Receiver<bool>,
    _seat: Seat,
}

impl Events {
    /// The next piece; none when the server ends.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if let Some(opening) = self.opening.take() {
            return Some((Ok(opening), self));
        }
        let piece = tokio::select! {
            biased;
            () = connections::ended(&mut self.ended) => return None,
            event = self.listener.next() => event,
            () = sleep(HEARTBEAT) => Bytes::from_static(b":\n\n"),
        };
        Some((Ok(piece), self))
    }
}
