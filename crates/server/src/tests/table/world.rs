//! A forum with one thing in every state, and one person of every role.

use std::{collections::BTreeMap, time::Duration};

use axum::http::{Method, StatusCode};
use contract::Role;
use serde_json::{Value, json};

use crate::testing::{Ask, TestApp, draft, draft_thread};

/// An id of the right form that nothing has.
const UNKNOWN: &str = "0198c0de-7c1d-7000-8000-000000000000";

/// Parameters of addresses, by name.
type Parameters = BTreeMap<String, String>;

/// The forum, its people and what the table's cases stand for.
pub(super) struct World {
    pub(super) test: TestApp,
    tokens: BTreeMap<char, String>,
    people: BTreeMap<char, String>,
    /// By collection (`submissions`) and case (`published`).
    things: BTreeMap<(&'static str, &'static str), Parameters>,
    /// What other parameters stand for where the case does not say.
    usual: Parameters,
    /// What bodies speak of.
    named: BTreeMap<&'static str, String>,
}

impl World {
    /// Makes it.
    pub(super) async fn new() -> Self {
        let test = TestApp::start().await;
        let expired = test.user("author");
        let mut world = Self {
            test,
            tokens: BTreeMap::new(),
            people: BTreeMap::new(),
            things: BTreeMap::new(),
            usual: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        world.sign_everybody_in().await;
        world.fill_closed().await;
        world.test.clock.advance(Duration::from_hours(2));
        world.sign_everybody_in().await;
        world.tokens.insert('x', expired);
        let all = [Role::Participant, Role::Moderator, Role::Official];
        world.tokens.insert('f', world.test.token("labour", "author", &all));
        world.fill_threads().await;
        world.fill_submissions().await;
        world.fill_organisations().await;
        world.fill_appeals_and_duplicates().await;
        world.fill_answers().await;
        world.fill_foreign().await;
        world.fill_accounts().await;
        world
    }

    /// The same on a copy of the database.
    pub(super) async fn copy(&self) -> Self {
        Self {
            test: self.test.copy().await,
            tokens: self.tokens.clone(),
            people: self.people.clone(),
            things: self.things.clone(),
            usual: self.usual.clone(),
            named: self.named.clone(),
        }
    }

    /// Everybody has a token, and is known: a first visit is a write.
    async fn sign_everybody_in(&mut self) {
        for (who, name, roles) in [
            ('s', "stranger", &[Role::Participant][..]),
            ('a', "author", &[Role::Participant]),
            ('d', "delegate", &[Role::Participant]),
            ('m', "moderator", &[Role::Moderator]),
            ('o', "official", &[Role::Official]),
            // Those who only set the stage.
            ('2', "second moderator", &[Role::Moderator]),
            ('9', "member", &[Role::Participant]),
        ] {
            let token = self.test.token("default", name, roles);
            let me: contract::Me = self.test.get("/v1/me").by(&token).send().await.json();
            self.tokens.insert(who, token);
            self.people.insert(who, me.author.id);
        }
    }

    /// The token of somebody; none for nobody.
    pub(super) fn token(&self, who: char) -> Option<&String> {
        self.tokens.get(&who)
    }

    /// The public id of somebody.
    pub(super) fn person(&self, who: char) -> &str {
        &self.people[&who]
    }

    /// The address of a case.
    pub(super) fn address(&self, template: &str, case: &str) -> String {
        let mut segments = template.split('/').skip(2);
        let collection = match (segments.next(), segments.next()) {
            (Some("moderation"), Some("claims")) => "submissions",
            (Some("moderation"), Some("decisions")) => "decisions",
            (Some("moderation"), Some("appeals")) => "appeals",
            (Some("me"), Some("sessions")) => "sessions",
            (Some(first), _) => first,
            (None, _) => "",
        };
        let fill = |segment: &str| {
            let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
            else {
                return segment.to_owned();
            };
            let own = self.things.iter().find(|((of, one), _)| *of == collection && *one == case);
            if case == "unknown" && name == "thread" {
                return "nothing-here".to_owned();
            }
            if case == "unknown" && name == "id" {
                return UNKNOWN.to_owned();
            }
            let found = own.and_then(|(_, parameters)| parameters.get(name));
            found
                .or_else(|| self.usual.get(name))
                .unwrap_or_else(|| panic!("{template} {case}"))
                .clone()
        };
        template.split('/').map(fill).collect::<Vec<_>>().join("/")
    }

    /// The query that an operation needs.
    pub(super) fn query(&self, operation: &str) -> String {
        match operation {
            "find_similar" => "?title=Something".to_owned(),
            "get_audit" => format!("?target={UNKNOWN}"),
            "list_notes" => {
                format!("?target_kind=submission&target_id={}", self.named["to hide"])
            }
            _ => String::new(),
        }
    }

    /// A well-formed body of an operation.
    pub(super) fn body(&self, operation: &str, _case: &str) -> Option<Value> {
        let named = |name: &str| self.named[name].clone();
        let submission = |name: &str| json!({"kind": "submission", "id": named(name)});
        Some(match operation {
            "create_thread" => draft_thread("new"),
            "change_thread" | "edit_submission" => json!({"title": "Changed"}),
            "create_submission" => draft("A title of its own"),
            "put_vote" => json!({"value": "agree"}),
            "create_comment" => json!({"body": "Well", "stance": "for"}),
            "flag_submission" | "flag_comment" => json!({"reason": "spam"}),
            "register_organisation" => organisation("A new one"),
            "join_organisation" => json!({"code": named("code")}),
            "change_organisation" => json!({"website": "https://changed.example"}),
            "create_invitation" => json!({"role": "member"}),
            "recognise_submission" | "recognise_organisation" => recognition(),
            "create_decision" => {
                json!({"target": submission("to hide"), "action": "hide", "reason": "spam"})
            }
            "create_decisions" => {
                json!({"targets": [submission("to hide")], "action": "hide", "reason": "spam"})
            }
            "create_note" => json!({"target": submission("to hide"), "body": "Look at this"}),
            "create_announcement" | "change_announcement" => announcement(),
            "create_answer" => {
                let mut body = answer("We heard that");
                body["submissions"] = json!([named("unanswered")]);
                body
            }
            "change_answer" | "put_response" => answer("We heard more"),
            "refer_submission" => json!({"office": "secretariat"}),
            "change_ledger" => json!({"office": "children"}),
            "create_appeal" => json!({"text": "It is no spam"}),
            "judge_appeal" => json!({"outcome": "overturned", "answer": "You are right"}),
            "answer_duplicate" => json!({"accept": true}),
            "read_inbox" => json!({"up_to": named("item")}),
            "change_me" => json!({"name": "Another name"}),
            "delete_me" => json!({"content": "keep"}),
            "send_email_code" => json!({"email": "new@example.org"}),
            "check_email_code" => {
                json!({"request_id": named("request"), "code": named("mailed"), "name": "New"})
            }
            "finish_sign_in" => json!({"flow": "a-flow", "secret": "a secret"}),
            "renew_session" | "end_session" => json!({"refresh_token": named("refresh")}),
            "put_mail" => json!({"digest": "daily", "language": "en", "kinds": ["answered"]}),
            _ => return None,
        })
    }

    fn ask(&self, method: Method, path: &str, who: char) -> Ask<'_> {
        self.test.ask(method, path).by(&self.tokens[&who]).header("if-match", "*")
    }

    /// Does something that must succeed.
    async fn must(&self, method: Method, path: &str, who: char, body: Option<Value>) -> Value {
        let mut ask = self.ask(method.clone(), path, who);
        if let Some(body) = body {
            ask = ask.json(&body);
        }
        let answer = ask.send().await;
        assert!(answer.status.is_success(), "{method} {path} by {who}: {}", answer.text());
        if answer.status == StatusCode::NO_CONTENT { Value::Null } else { answer.json() }
    }

    async fn post(&self, path: &str, who: char, body: Value) -> String {
        let made = self.must(Method::POST, path, who, Some(body)).await;
        made["id"].as_str().unwrap_or_default().to_owned()
    }

    fn is(&mut self, collection: &'static str, case: &'static str, name: &str, value: &str) {
        let parameters = self.things.entry((collection, case)).or_default();
        parameters.insert(name.to_owned(), value.to_owned());
    }

    async fn thread(&mut self, case: &'static str, with: Value) {
        let mut draft = draft_thread(case);
        crate::testing::merge(&mut draft, with);
        self.post("/v1/threads", 'o', draft).await;
        self.is("threads", case, "thread", case);
    }

    /// A submission of the author's, with a vote of theirs on it.
    async fn submission(&mut self, case: &'static str, thread: &str) -> String {
        let path = format!("/v1/threads/{thread}/submissions");
        let id = self.post(&path, 'a', draft(&format!("It is {case}"))).await;
        self.is("submissions", case, "id", &id);
        id
    }

    async fn decide(&self, kind: &str, id: &str, action: &str, more: Value) -> String {
        let mut body = json!({"target": {"kind": kind, "id": id}, "action": action});
        crate::testing::merge(&mut body, more);
        self.post("/v1/moderation/decisions", '2', body).await
    }

    /// What was written before its thread closed.
    async fn fill_closed(&mut self) {
        self.thread("closed", json!({"closes_at": "2021-08-26T04:42:00Z"})).await;
        self.submission("closed", "closed").await;
    }

    async fn fill_threads(&mut self) {
        self.thread("open", json!({})).await;
        self.thread("locked", json!({})).await;
        self.thread("careful", json!({"premoderated": true})).await;
    }

    async fn fill_submissions(&mut self) {
        let published = self.submission("published", "open").await;
        self.submission("pending", "careful").await;
        let hidden = self.submission("hidden", "open").await;
        let withdrawn = self.submission("withdrawn", "open").await;
        let to_hide = self.submission("to hide", "open").await;
        self.submission("locked", "locked").await;
        let comments = format!("/v1/submissions/{published}/comments");
        for case in ["published", "hidden"] {
            let body = json!({"body": format!("It is {case}"), "stance": "for"});
            let id = self.post(&comments, '9', body).await;
            self.is("comments", case, "id", &id);
            if case == "hidden" {
                self.decide("comment", &id, "hide", json!({"reason": "spam"})).await;
            }
        }
        let decision = self.decide("submission", &hidden, "hide", json!({"reason": "spam"})).await;
        self.is("decisions", "made", "id", &decision);
        self.must(Method::DELETE, &format!("/v1/submissions/{withdrawn}"), 'a', None).await;
        let locked = self.must(Method::GET, "/v1/threads/locked", 'o', None).await;
        self.decide("thread", locked["id"].as_str().expect("an id"), "lock", json!({})).await;
        self.named.insert("to hide", to_hide);
        let inbox = self.must(Method::GET, "/v1/me/inbox", 'a', None).await;
        self.named.insert("item", inbox["items"][0]["id"].as_str().expect("news").to_owned());
        let award = format!("/v1/submissions/{published}/recognitions");
        let award = self.post(&award, 'o', recognition()).await;
        self.is("submissions", "published", "recognition", &award);
        self.usual.insert("recognition".into(), award);
        self.usual.insert("kind".into(), "submission".into());
    }

    /// Somebody with an account of the server's own, a code, a sign-in that came
    /// back from a provider, and a session of the other forum.
    async fn fill_accounts(&mut self) {
        let session = self.test.sign_in("own@example.org", "Own").await;
        self.tokens.insert('u', session.access_token);
        self.named.insert("refresh", session.refresh_token);
        let mine = self.must(Method::GET, "/v1/me/sessions", 'u', None).await;
        self.is("sessions", "own", "id", mine["items"][0]["id"].as_str().expect("an id"));
        let (request, code) = self.test.code("somebody@example.org").await;
        self.named.insert("request", request);
        self.named.insert("mailed", code);
        let who = json!({"issuer": "urn:open-forum:oidc:p", "subject": "1", "name": "By provider",
            "email": null});
        let flow = storage::Flow {
            id: "a-flow".into(),
            provider: "p".into(),
            hash: crate::sign_in::hash("a secret"),
            nonce: String::new(),
            pkce: String::new(),
            code: Some("code".into()),
            identity: Some(who.to_string()),
            created_at: self.test.app.now(),
        };
        let (here, there) = ("default", "labour");
        let room = |slug| self.test.app.room(slug).expect("a forum").id;
        self.test.app.storage().begin_flow(room(here), flow).await.expect("kept");
        let fresh = crate::sign_in::Fresh::make(&self.test.app);
        let new = storage::NewSignIn {
            method: contract::SignInMethod::Oidc,
            issuer: "urn:open-forum:oidc:p".into(),
            subject: Some("2".into()),
            email: None,
            name: Some("Theirs".into()),
            language: "en".into(),
            id: self.test.app.sources().new_id(),
            session: fresh.new.clone(),
        };
        self.test.app.storage().sign_in(room(there), new).await.expect("signed in");
        self.is("sessions", "foreign", "id", &fresh.new.id);
    }

    async fn fill_appeals_and_duplicates(&mut self) {
        let judged = self.submission("appealed", "open").await;
        let reason = json!({"reason": "spam"});
        let decision = self.decide("submission", &judged, "hide", reason).await;
        let appeal = format!("/v1/decisions/{decision}/appeal");
        let appeal = self.must(Method::POST, &appeal, 'a', Some(json!({"text": "Why?"}))).await;
        let appeal = appeal["id"].as_str().expect("an id").to_owned();
        self.is("appeals", "open", "id", &appeal);
        for case in ["repeating", "linked"] {
            let id = self.submission(case, "open").await;
            let into = self.things[&("submissions", "published")]["id"].clone();
            let merge = json!({"reason": "duplicate", "into": into});
            self.decide("submission", &id, "merge", merge).await;
            if case == "linked" {
                let path = format!("/v1/submissions/{id}/duplicate");
                self.must(Method::POST, &path, 'a', Some(json!({"accept": true}))).await;
            }
        }
    }

    async fn fill_organisations(&mut self) {
        for (case, decision) in [
            ("verified", Some(("verify", json!({})))),
            ("pending", None),
            ("refused", Some(("refuse", json!({"reason": "not_confirmed"})))),
        ] {
            let name = format!("The {case} society");
            let id = self.post("/v1/organisations", 'd', organisation(&name)).await;
            self.is("organisations", case, "id", &id);
            if let Some((action, more)) = decision {
                self.decide("organisation", &id, action, more).await;
            }
        }
        let id = self.things[&("organisations", "verified")]["id"].clone();
        let invitations = format!("/v1/organisations/{id}/invitations");
        let invite = async |world: &Self| {
            let body = Some(json!({"role": "member"}));
            world.must(Method::POST, &invitations, 'd', body).await
        };
        let code = |made: &Value| made["code"].as_str().expect("a code").to_owned();
        let used = invite(self).await;
        self.must(Method::POST, "/v1/organisations/join", '9', Some(json!({"code": code(&used)})))
            .await;
        let open = invite(self).await;
        self.named.insert("code", code(&open));
        let open = open["id"].as_str().expect("an id").to_owned();
        let award = format!("/v1/organisations/{id}/recognitions");
        let award = self.post(&award, 'o', recognition()).await;
        let member = self.people[&'9'].clone();
        for (name, value) in [("invitation", open), ("author", member), ("recognition", award)] {
            self.is("organisations", "verified", name, &value);
            self.usual.entry(name.to_owned()).or_insert(value);
        }
    }

    async fn fill_answers(&mut self) {
        let news = self.post("/v1/announcements", 'o', announcement()).await;
        self.is("announcements", "published", "id", &news);
        for (case, steps) in [("draft", 0), ("published", 1), ("changed", 2)] {
            let about = self.submission("answered", "open").await;
            let mut body = answer("We heard this");
            body["submissions"] = json!([about]);
            let id = self.post("/v1/answers", 'o', body).await;
            self.is("answers", case, "id", &id);
            let path = format!("/v1/answers/{id}");
            if steps > 0 {
                self.must(Method::POST, &format!("{path}/publish"), 'o', None).await;
            }
            if steps > 1 {
                self.must(Method::PATCH, &path, 'o', Some(answer("And this"))).await;
            }
        }
        let owed = self.submission("referred", "open").await;
        let referral = Some(json!({"office": "secretariat"}));
        let path = format!("/v1/submissions/{owed}/referral");
        let entry = self.must(Method::POST, &path, 'o', referral).await;
        self.is("ledger", "due", "id", entry["id"].as_str().expect("an id"));
        let unanswered = self.submission("unanswered", "open").await;
        self.named.insert("unanswered", unanswered);
    }

    /// One thing of each kind in another forum.
    async fn fill_foreign(&mut self) {
        let all = [Role::Participant, Role::Moderator, Role::Official];
        let token = self.test.token("labour", "somebody", &all);
        let second = self.test.token("labour", "second", &all);
        let post = async |path: &str, by: &str, body: Value| {
            let answer = self.test.post(&format!("/f/labour{path}"), &body).by(by).send().await;
            assert!(answer.status.is_success(), "{path}: {}", answer.text());
            answer.json::<Value>()["id"].as_str().expect("an id").to_owned()
        };
        let thread = post("/v1/threads", &token, draft_thread("elsewhere")).await;
        let submission = post("/v1/threads/elsewhere/submissions", &token, draft("Theirs")).await;
        let comments = format!("/v1/submissions/{submission}/comments");
        let comment = post(&comments, &token, json!({"body": "b", "stance": "for"})).await;
        let organisation = post("/v1/organisations", &token, organisation("Theirs")).await;
        let target = json!({"kind": "submission", "id": submission});
        let body = json!({"target": target, "action": "hide", "reason": "spam"});
        let decision = post("/v1/moderation/decisions", &second, body).await;
        let path = format!("/v1/decisions/{decision}/appeal");
        let appeal = post(&path, &token, json!({"text": "Why?"})).await;
        let second = post("/v1/threads/elsewhere/submissions", &token, draft("Another")).await;
        let news = post("/v1/announcements", &token, announcement()).await;
        let mut body = answer("We heard this");
        body["submissions"] = json!([second]);
        let answer = post("/v1/answers", &token, body).await;
        let referral = json!({"office": "secretariat"});
        let path = format!("/v1/submissions/{second}/referral");
        let entry = post(&path, &token, referral).await;
        for (collection, name, id) in [
            ("threads", "thread", thread),
            ("submissions", "id", submission),
            ("comments", "id", comment),
            ("organisations", "id", organisation),
            ("decisions", "id", decision),
            ("appeals", "id", appeal),
            ("announcements", "id", news),
            ("answers", "id", answer),
            ("ledger", "id", entry),
        ] {
            self.is(collection, "foreign", name, &id);
        }
    }
}

fn organisation(name: &str) -> Value {
    json!({"name": name, "kind": "cso", "country": "TH", "contact": "desk@example.org"})
}

fn recognition() -> Value {
    json!({"award": "An award", "category": "Care", "year": 2021, "citation": "For good work"})
}

fn announcement() -> Value {
    json!({"title": "News", "body": "There is news.", "language": "en"})
}

fn answer(heard: &str) -> Value {
    json!({"status": "accepted", "language": "en", "heard": heard, "action": "We will do it."})
}
