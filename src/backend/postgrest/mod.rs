//! A forum in a `PostgreSQL` behind `PostgREST` or Supabase's Data API: the
//! functions of `adapters/postgrest`, which answer the contract's shapes.

mod calls;

use std::rc::Rc;

use contract::{
    Capability, Comment, CommentDraft, FlagDraft, Forum, Me, Page, Problem, ProblemCode, Revision,
    Submission, SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteResult,
};
use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use self::calls::{Call, Json, SCHEMA};
use super::{
    Answer, Backend, BackendError, ListQuery, Target,
    http::{Client, Line, Reply, Request},
    tokens::{Purse, Tokens, with_token},
    wire::{FromJs, ToJs, from_text, read},
};
use crate::browser;

/// A backend at the REST server's address.
pub(super) struct PostgRest {
    client: Rc<Client<Tokens>>,
    /// Supabase's public key of the project; empty elsewhere.
    apikey: String,
}

impl Json for JsValue {
    fn object(fields: &[(&str, &str)]) -> Self {
        browser::object(fields)
    }
}

impl PostgRest {
    /// A backend at `api`; the element's `apikey` is sent beside the token.
    pub(super) fn new(api: &str, element: &HtmlElement) -> Rc<Self> {
        let host: JsValue = element.clone().into();
        let line = Line::new(api, host.clone());
        let client = Rc::new(Client { line, purse: Tokens::new(host) });
        Rc::new(Self { client, apikey: element.get_attribute("apikey").unwrap_or_default() })
    }

    fn ask<T: FromJs + 'static>(&self, call: &Call<JsValue>) -> Answer<T> {
        let told = self.raw(call);
        Box::pin(async move { read(&told.await?) })
    }

    fn raw(&self, call: &Call<JsValue>) -> Answer<JsValue> {
        let arguments = browser::object(&[]);
        for (name, value) in &call.arguments {
            browser::set(&arguments, name, value);
        }
        let request = Request {
            method: "POST",
            path: call.path(),
            body: JSON::stringify(&arguments).ok().map(Into::into),
            headers: vec![("content-profile", SCHEMA.to_owned()), ("apikey", self.apikey.clone())],
        };
        let client = self.client.clone();
        Box::pin(async move {
            // Read within, since the body may say that the token has ended.
            with_token(&client.purse, async |token| {
                answer(client.line.once(&request, token).await?)
            })
            .await
        })
    }
}

/// What a reply brings, or why it brings nothing.
fn answer(reply: Reply) -> Result<JsValue, BackendError> {
    if !reply.is_ok() {
        return Err(refusal(&reply));
    }
    // Only what answers nothing comes without a body.
    if reply.body.is_undefined() && reply.status != 204 {
        return Err(BackendError::Unexpected);
    }
    Ok(reply.body)
}

/// What the body says: a server that does not know the functions' SQLSTATEs
/// gives them another status.
fn refusal(reply: &Reply) -> BackendError {
    let text = |name| browser::get(&reply.body, name).as_string().unwrap_or_default();
    let details = text("details");
    let problem: Option<Problem> = from_text(&details);
    let code = problem.as_ref().and_then(Problem::code);
    match code {
        // The server's own words for a token that is not valid, or not any more.
        None if text("code").starts_with("PGRST30") => BackendError::Unauthorised,
        None => BackendError::of_status(reply.status, reply.retry_after()),
        Some(
            ProblemCode::TokenRequired | ProblemCode::TokenInvalid | ProblemCode::TokenExpired,
        ) => BackendError::Unauthorised,
        Some(ProblemCode::RateLimited) => {
            let details = JSON::parse(&details).unwrap_or_default();
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
        matches!(
            what,
            C::VoteOpinion
                | C::VoteSupport
                | C::VoteChange
                | C::VoteWithdraw
                | C::ExactTotals
                | C::Sectors
                | C::Submit
                | C::Edit
                | C::Withdraw
                | C::Comments
                | C::Flags
                | C::Search
                | C::Similar
                | C::History
                | C::Idempotency
        )
    }

    fn set_token(&self, token: Option<String>) {
        self.client.purse.set(token);
    }

    fn token(&self) -> Answer<Option<String>> {
        let client = self.client.clone();
        Box::pin(async move { client.purse.token().await })
    }

    fn forum(&self) -> Answer<Forum> {
        self.ask(&calls::forum())
    }

    fn me(&self) -> Answer<Option<Me>> {
        let (token, me) = (self.token(), self.ask(&calls::me()));
        // Nobody is asked about nobody.
        Box::pin(async move { if token.await?.is_some() { me.await } else { Ok(None) } })
    }

    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>> {
        self.ask(&calls::threads(cursor))
    }

    fn thread(&self, thread: &str) -> Answer<Thread> {
        self.ask(&calls::thread(thread))
    }

    fn submissions(
        &self,
        thread: &str,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>> {
        self.ask(&calls::submissions(thread, query, cursor))
    }

    fn similar(&self, thread: &str, title: &str, body: &str) -> Answer<Page<Submission>> {
        self.ask(&calls::similar(thread, title, body))
    }

    fn submission(&self, id: &str) -> Answer<Submission> {
        self.ask(&calls::submission(id))
    }

    fn submit(&self, thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission> {
        self.ask(&calls::submit(thread, draft.write(), key))
    }

    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission> {
        self.ask(&calls::edit(id, version, patch.write()))
    }

    fn withdraw(&self, id: &str) -> Answer<()> {
        self.ask(&calls::withdraw(id))
    }

    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        _organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        self.ask(&calls::vote(id, vote))
    }

    fn history(&self, id: &str) -> Answer<Page<Revision>> {
        self.ask(&calls::history(id))
    }

    fn comments(&self, id: &str, cursor: Option<&str>) -> Answer<Page<Comment>> {
        self.ask(&calls::comments(id, cursor))
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        self.ask(&calls::comment(id, draft.write(), key))
    }

    fn flag(&self, target: &Target, flag: &FlagDraft) -> Answer<()> {
        let (kind, id) = match target {
            Target::Submission(id) => ("submission", id),
            Target::Comment(id) => ("comment", id),
        };
        self.ask(&calls::flag(kind, id, flag.write()))
    }
}
