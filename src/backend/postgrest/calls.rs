//! Which function of the database answers what, and with which arguments:
//! plain data, so that the checks beside the SQL (`adapters/postgrest/checks`)
//! hold it against those functions and against a parser of such addresses.
//!
//! Every call is a POST with its arguments as JSON, also one that reads: of a
//! GET, `PostgREST` takes an argument such as `is.here` for a filter. What
//! reads can write nothing either way, since its function is `STABLE`.

use contract::{Sort, VoteChoice};

use super::ListQuery;

/// The schema of the functions: a server may expose more than one.
pub(super) const SCHEMA: &str = "open_forum_api";

/// Submissions on a page.
const PAGE: u32 = 10;

/// A JSON value, as the caller holds it.
pub(super) trait Json: From<u32> + for<'a> From<&'a str> {
    /// An object with texts as fields.
    fn object(fields: &[(&str, &str)]) -> Self;
}

/// A function, and its arguments by name.
pub(super) struct Call<V> {
    name: &'static str,
    /// By name.
    pub(super) arguments: Vec<(&'static str, V)>,
}

impl<V: Json> Call<V> {
    fn to(name: &'static str) -> Self {
        Self { name, arguments: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<V>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The same with a text, where there is one: an empty one is its default.
    fn with_any(self, name: &'static str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(name, text) }
    }

    /// What follows the server's own address.
    pub(super) fn path(&self) -> String {
        ["/rpc/", self.name].concat()
    }
}

/// Branding, taxonomy, limits, capabilities.
pub(super) fn forum<V: Json>() -> Call<V> {
    Call::to("forum")
}

/// Who the token speaks for.
pub(super) fn me<V: Json>() -> Call<V> {
    Call::to("me")
}

/// Threads, pinned first.
pub(super) fn threads<V: Json>(cursor: Option<&str>) -> Call<V> {
    Call::to("threads").with_any("cursor", cursor.unwrap_or_default())
}

/// One thread, by id or slug.
pub(super) fn thread<V: Json>(thread: &str) -> Call<V> {
    Call::to("thread").with("thread", thread)
}

/// A page of a thread's submissions.
pub(super) fn submissions<V: Json>(
    thread: &str,
    query: &ListQuery,
    cursor: Option<&str>,
) -> Call<V> {
    let mut call = Call::to("submissions").with("thread", thread).with("page_size", PAGE);
    for (name, words) in query.texts() {
        call = call.with_any(name, words);
    }
    if let Some(sort) = query.sort {
        call = call.with("sort", sort.as_str());
        if sort == Sort::Random {
            call = call.with("seed", &*query.seed.to_string());
        }
    }
    let author = if query.mine { "me" } else { "" };
    call.with_any("author", author).with_any("cursor", cursor.unwrap_or_default())
}

/// Submissions like the one that is being written.
pub(super) fn similar<V: Json>(thread: &str, title: &str, body: &str) -> Call<V> {
    Call::to("similar").with("thread", thread).with("title", title).with("body", body)
}

/// One submission.
pub(super) fn submission<V: Json>(id: &str) -> Call<V> {
    Call::to("submission").with("submission", id)
}

/// All versions of a submission.
pub(super) fn history<V: Json>(id: &str) -> Call<V> {
    Call::to("history").with("submission", id)
}

/// Comments of a submission, oldest first.
pub(super) fn comments<V: Json>(id: &str, cursor: Option<&str>) -> Call<V> {
    let call = Call::to("comments").with("submission", id);
    call.with_any("cursor", cursor.unwrap_or_default())
}

/// Creates a submission; the same `key` again answers the same one.
pub(super) fn submit<V: Json>(thread: &str, draft: V, key: &str) -> Call<V> {
    Call::to("submit").with("thread", thread).with("draft", draft).with("key", key)
}

/// Changes one's submission, if it still has this version.
pub(super) fn edit<V: Json>(id: &str, version: u32, patch: V) -> Call<V> {
    Call::to("edit").with("submission", id).with("version", version).with("patch", patch)
}

/// Takes one's submission back.
pub(super) fn withdraw<V: Json>(id: &str) -> Call<V> {
    Call::to("withdraw").with("submission", id)
}

/// Casts or changes a vote; without a value it is taken back.
pub(super) fn vote<V: Json>(id: &str, vote: Option<VoteChoice>) -> Call<V> {
    let value = vote.map_or("", VoteChoice::as_str);
    Call::to("vote").with("submission", id).with_any("value", value)
}

/// Comments; the same `key` again answers the same comment.
pub(super) fn comment<V: Json>(id: &str, draft: V, key: &str) -> Call<V> {
    Call::to("comment").with("submission", id).with("draft", draft).with("key", key)
}

/// Reports a `submission` or a `comment` to the moderators.
pub(super) fn flag<V: Json>(kind: &str, id: &str, draft: V) -> Call<V> {
    let target = V::object(&[("kind", kind), ("id", id)]);
    Call::to("flag").with("target", target).with("draft", draft)
}
