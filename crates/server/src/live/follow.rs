//! Follows the storage and fills the feeds.

use std::time::Duration;

use storage::{Changed, Changes, Live, LiveChange};
use tokio::time::{MissedTickBehavior, interval};

use super::read;
use crate::{app::App, connections};

/// How often to look whether tallies are due.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How often to forget threads that nobody follows.
const FORGET_EVERY: Duration = Duration::from_secs(10);

/// Passes on what changes until the server ends.
pub async fn run(app: App, mut changes: Box<dyn Changes>) {
    let mut ended = app.live().ended();
    let (mut look, mut forget) = (interval(LOOK_EVERY), interval(FORGET_EVERY));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = connections::ended(&mut ended) => return,
            heard = changes.next() => match heard {
                Some(Live::Changed(change)) => pass_on(&app, &change).await,
                Some(Live::Lost) => app.live().lose(),
                None => return,
            },
            _ = look.tick(), if app.live().has_votes() => send_tallies(&app).await,
            _ = forget.tick() => app.live().forget(app.now()),
        }
    }
}

async fn pass_on(app: &App, change: &LiveChange) {
    if let (Changed::Tally { submission }, Some(thread)) = (&change.what, &change.thread) {
        app.live().voted(change.forum, thread, submission);
        return;
    }
    let feeds = app.live().feeds(change.forum, change.thread.as_deref());
    if feeds.is_empty() {
        return;
    }
    if change.what == Changed::Everything {
        for feed in &feeds {
            feed.lose();
        }
        return;
    }
    match read::event(app, change).await {
        Ok(None) => {}
        Ok(Some(event)) => feeds.iter().for_each(|feed| feed.push(event.kind, &event.data)),
        Err(error) => {
            tracing::warn!(%error, "a live event was not read");
            for feed in &feeds {
                feed.lose();
            }
        }
    }
}

async fn send_tallies(app: &App) {
    for due in app.live().due(app.now()) {
        match read::tallies(app, due.forum, &due.thread, &due.submissions).await {
            Ok(None) => {}
            Ok(Some(event)) => due.feed.push(event.kind, &event.data),
            // They are read again: a word to everybody would tell that there
            // was a vote, also where results are hidden.
            Err(error) => {
                tracing::debug!(%error, "tallies were not read");
                for submission in &due.submissions {
                    app.live().voted(due.forum, &due.thread, submission);
                }
            }
        }
    }
}
