//! A forum in a PostgreSQL behind `PostgREST` or Supabase's Data API: the
//! functions of `adapters/postgrest`, which answer the contract's shapes.
//!
//! Reading is a GET. Where an argument is what somebody typed it is a POST: of
//! a GET, `PostgREST` may take a value such as `is.here` for a filter.

mod path;

use std::rc::Rc;

use contract::{
    Capability, Comment, CommentDraft, FlagDraft, Forum, Me, Page, Problem, ProblemCode, Revision,
    Sort, Submission, SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteResult,
};
use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{
    Answer, Backend, BackendError, ListQuery, Target,
    http::{Client, Reply, Request, escape},
    tokens::{Purse, Tokens, with_token},
    wire::{FromJs, ToJs, from_text, read},
};
use crate::browser;

/// The schema of the functions: servers may expose more than one.
const SCHEMA: &str = "open_forum_api";
/// Submissions on a page.
const PAGE: &str = "10";

/// A backend at the REST server's address.
pub(super) struct PostgRest(Rc<Server>);

struct Server {
    client: Client<Tokens>,
    /// Supabase's public key of the project; empty elsewhere.
    apikey: String,
}

impl PostgRest {
    /// A backend at `api`; the element's `apikey` is sent beside the token.
    pub(super) fn new(api: &str, element: &HtmlElement) -> Rc<Self> {
        let host: JsValue = element.clone().into();
        let apikey = element.get_attribute("apikey").unwrap_or_default();
        let client = Client::new(api, host.clone(), Tokens::new(host));
        Rc::new(Self(Rc::new(Server { client, apikey })))
    }

    fn ask<T: FromJs + 'static>(&self, mut request: Request) -> Answer<T> {
        let server = self.0.clone();
        let profile =
            if request.body.is_some() { "content-profile" } else { "accept-profile" };
        request.headers =
            vec![(profile, SCHEMA.to_owned()), ("apikey", server.apikey.clone())];
        Box::pin(async move {
            with_token(&server.client.purse, async |token| {
                answer(&server.client.once(&request, token).await?)
            })
            .await
        })
    }

    fn get<'a, T: FromJs + 'static>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Answer<T> {
        let path = path::reading(name, arguments, escape);
        self.ask(Request { method: "GET", path, ..Request::default() })
    }

    /// Calls a function with texts and shapes as its arguments.
    fn call<T: FromJs + 'static>(
        &self,
        name: &str,
        texts: &[(&str, &str)],
        shapes: &[(&str, JsValue)],
    ) -> Answer<T> {
        let arguments = browser::object(texts);
        for (name, shape) in shapes {
            browser::set(&arguments, name, shape);
        }
        let body = JSON::stringify(&arguments).ok().map(Into::into);
        let path = path::reading(name, [], escape);
        self.ask(Request { method: "POST", path, body, ..Request::default() })
    }
}

/// The shape that a reply brings, or why it brings none.
fn answer<T: FromJs>(reply: &Reply) -> Result<T, BackendError> {
    if !reply.is_ok() {
        return Err(refusal(reply));
    }
    // Only what answers nothing comes without a body.
    if reply.body.is_undefined() && reply.status != 204 {
        return Err(BackendError::Unexpected);
    }
    read(&reply.body)
}

/// What the body says: servers that do not know the functions' SQLSTATEs give
/// them another status.
fn refusal(reply: &Reply) -> BackendError {
    let text = |name| browser::get(&reply.body, name).as_string().unwrap_or_default();
    let problem: Option<Problem> = from_text(&text("details"));
    let code = problem.as_ref().and_then(Problem::code).or_else(|| text("message").parse().ok());
    match code {
        // The server's own words for a token that is not valid, or not any more.
        None if text("code").starts_with("PGRST30") => BackendError::Unauthorised,
        None => BackendError::of_status(reply.status, reply.retry_after()),
        Some(
            ProblemCode::TokenRequired | ProblemCode::TokenInvalid | ProblemCode::TokenExpired,
        ) => BackendError::Unauthorised,
        Some(ProblemCode::RateLimited) => {
            let details = JSON::parse(&text("details")).unwrap_or_default();
            let wait = u32::read(&browser::get(&details, "retry_after"), &mut true);
            BackendError::of_status(429, Some(wait).filter(|wait| *wait > 0))
        }
        Some(code) => {
            let fields = problem.map(|problem| problem.errors).unwrap_or_default();
            BackendError::Problem { code, fields }
        }
    }
}

impl Backend for PostgRest {
    /// What the functions know; which of it the database has, its forum says.
    fn can(&self, what: Capability) -> bool {
        use Capability as C;
        !matches!(
            what,
            C::Export
                | C::Moderation
                | C::Organisations
                | C::Answers
                | C::Recognitions
                | C::Inbox
                | C::Account
                | C::Events
        )
    }

    fn set_token(&self, token: Option<String>) {
        self.0.client.purse.set(token);
    }

    fn token(&self) -> Answer<Option<String>> {
        let server = self.0.clone();
        Box::pin(async move { server.client.purse.token().await })
    }

    fn forum(&self) -> Answer<Forum> {
        self.get("forum", [])
    }

    fn me(&self) -> Answer<Option<Me>> {
        let (server, me) = (self.0.clone(), self.call("me", &[], &[]));
        Box::pin(async move {
            // Nobody is asked about nobody.
            if server.client.purse.token().await?.is_none() {
                return Ok(None);
            }
            me.await
        })
    }

    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>> {
        self.get("threads", [("cursor", cursor.unwrap_or_default())])
    }

    fn thread(&self, thread: &str) -> Answer<Thread> {
        self.get("thread", [("thread", thread)])
    }

    fn submissions(
        &self,
        thread: &str,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>> {
        let seed = query.seed.to_string();
        let sort = query.sort.map(Sort::as_str).unwrap_or_default();
        let mut arguments = vec![
            ("thread", thread),
            ("sort", sort),
            ("seed", if sort == Sort::Random.as_str() { &*seed } else { "" }),
            ("author", if query.mine { "me" } else { "" }),
            ("page_size", PAGE),
            ("cursor", cursor.unwrap_or_default()),
        ];
        arguments.extend(query.texts());
        if query.q.is_empty() {
            return self.get("submissions", arguments);
        }
        arguments.retain(|(_, value)| !value.is_empty());
        self.call("submissions", &arguments, &[])
    }

    fn similar(&self, thread: &str, title: &str, body: &str) -> Answer<Page<Submission>> {
        self.call("similar", &[("thread", thread), ("title", title), ("body", body)], &[])
    }

    fn submission(&self, id: &str) -> Answer<Submission> {
        self.get("submission", [("submission", id)])
    }

    fn submit(&self, thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission> {
        self.call("submit", &[("thread", thread), ("key", key)], &[("draft", draft.write())])
    }

    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission> {
        let shapes = [("version", version.into()), ("patch", patch.write())];
        self.call("edit", &[("submission", id)], &shapes)
    }

    fn withdraw(&self, id: &str) -> Answer<()> {
        self.call("withdraw", &[("submission", id)], &[])
    }

    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        _organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        // Without a value the vote is taken back.
        let value = vote.map(|value| ("value", value.as_str()));
        let texts: Vec<_> = [("submission", id)].into_iter().chain(value).collect();
        self.call("vote", &texts, &[])
    }

    fn history(&self, id: &str) -> Answer<Page<Revision>> {
        self.get("history", [("submission", id)])
    }

    fn comments(&self, id: &str, cursor: Option<&str>) -> Answer<Page<Comment>> {
        self.get("comments", [("submission", id), ("cursor", cursor.unwrap_or_default())])
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        self.call("comment", &[("submission", id), ("key", key)], &[("draft", draft.write())])
    }

    fn flag(&self, target: &Target, flag: &FlagDraft) -> Answer<()> {
        let (kind, id) = match target {
            Target::Submission(id) => ("submission", id),
            Target::Comment(id) => ("comment", id),
        };
        let about = browser::object(&[("kind", kind), ("id", id)]);
        self.call("flag", &[], &[("target", about), ("draft", flag.write())])
    }
}
