//! Organisations over the API: who may do what, and what everybody else is told.

use axum::http::{Method, StatusCode};
use contract::{
    Invitation, Me, Member, MemberRole, Membership, OrganisationProfile, OrganisationState, Page,
    ProblemCode, Queue, Role, Submission, VoteResult,
};
use serde_json::{Value, json};

use crate::testing::{TestApp, draft, merge};

/// A name that would be markup anywhere else.
const SCRIPT: &str = "<script>alert('name')</script>";

fn registration(name: &str) -> Value {
    json!({
        "name": name, "kind": "cso", "registry": "Provincial register", "number": "42/2560",
        "country": "TH", "website": "https://organisation.example", "contact": "office@organisation.example",
    })
}

fn moderator(test: &TestApp) -> String {
    test.token("default", "moderator", &[Role::Participant, Role::Moderator])
}

async fn register(test: &TestApp, by: &str, name: &str) -> OrganisationProfile {
    let answer = test.post("/v1/organisations", &registration(name)).by(by).send().await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    answer.json()
}

async fn verified(test: &TestApp, by: &str, name: &str) -> OrganisationProfile {
    let id = register(test, by, name).await.id;
    let path = format!("/v1/organisations/{id}");
    let answer = test.patch(&path, &json!({"state": "verified"})).by(&moderator(test)).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

async fn code(test: &TestApp, id: &str, by: &str, role: &str) -> String {
    let path = format!("/v1/organisations/{id}/invitations");
    let answer = test.post(&path, &json!({"role": role})).by(by).send().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json::<Invitation>().code.expect("shown once")
}

async fn join(test: &TestApp, by: &str, code: &str) -> Membership {
    let answer = test.post("/v1/organisations/join", &json!({"code": code})).by(by).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_pending_one_is_not_here_for_others() {
    let test = TestApp::start().await;
    let delegate = test.user("delegate");
    let made = register(&test, &delegate, SCRIPT).await;
    assert_eq!((made.name.as_str(), made.state), (SCRIPT, OrganisationState::Pending));
    assert_eq!(made.contact.as_deref(), Some("office@organisation.example"));
    let path = format!("/v1/organisations/{}", made.id);
    let unknown = "/v1/organisations/0198c0de-7c1d-7000-8000-000000000001";
    let nothing = test.get(unknown).send().await.text();
    let elsewhere = format!("/f/labour{path}");
    for (path, token) in [
        (path.as_str(), None),
        (&path, Some(test.user("stranger"))),
        (&path, Some(test.official())),
        (&elsewhere, None),
    ] {
        let ask = test.get(path);
        let answer = match &token {
            Some(token) => ask.by(token),
            None => ask,
        };
        let answer = answer.send().await;
        assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, nothing.clone()));
    }
    let stranger = test.user("stranger");
    let state = json!({"state": "verified"});
    for ask in [
        test.patch(&path, &json!({"name": "Mine now"})),
        test.patch(&path, &state),
        test.post(&format!("{path}/invitations"), &json!({"role": "member"})),
        test.get(&format!("{path}/invitations")),
        test.get(&format!("{path}/members")),
        test.ask(Method::DELETE, &format!("{path}/members/{}", made.id)),
    ] {
        let answer = ask.by(&stranger).send().await;
        assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, nothing.clone()));
    }
    let verify = test.patch(&path, &state).by(&delegate).send().await;
    assert_eq!(verify.problem(), ProblemCode::NotAllowed);
    let listed = |query: &'static str, token: Option<String>| {
        let ask = test.get(query);
        async move {
            let ask = match &token {
                Some(token) => ask.by(token),
                None => ask,
            };
            ask.send().await.json::<Page<OrganisationProfile>>().items.len()
        }
    };
    assert_eq!(listed("/v1/organisations", None).await, 0);
    assert_eq!(listed("/v1/organisations?state=pending", None).await, 0);
    assert_eq!(listed("/v1/organisations?state=pending", Some(stranger)).await, 0);
    assert_eq!(listed("/v1/organisations?state=pending", Some(delegate)).await, 1);
    assert_eq!(listed("/v1/organisations?state=pending", Some(moderator(&test))).await, 1);
}

#[tokio::test]
async fn a_moderator_verifies_and_refuses_with_a_reason() {
    let test = TestApp::start().await;
    let delegate = test.user("delegate");
    let made = register(&test, &delegate, "Baan Klang").await;
    let path = format!("/v1/organisations/{}", made.id);
    let staff = moderator(&test);
    let queue: Queue = test.get("/v1/moderation/queue").by(&staff).send().await.json();
    let waiting = queue.page.items.first().and_then(|item| item.organisation.as_ref());
    assert_eq!(waiting.map(|one| one.id.as_str()), Some(made.id.as_str()));
    assert_eq!(queue.counts.organisations, 1);
    for (body, field) in [
        (json!({"state": "refused"}), "reason required"),
        (json!({"state": "refused", "reason": "no such"}), "reason unknown"),
        (json!({"state": "pending"}), "state invalid"),
        (json!({"state": "verified", "name": "x"}), "state invalid"),
        (json!({"state": "verified", "recheck_at": "2020-01-01T00:00:00Z"}), "recheck_at invalid"),
        (json!({"message": "x"}), "message invalid"),
    ] {
        let answer = test.patch(&path, &body).by(&staff).send().await;
        assert_eq!(answer.wrong_fields(), [field], "{body}");
    }
    let refuse = test.app.room("default").and_then(|room| {
        let offered = |one: &&contract::Reason| one.actions.contains(&contract::Action::Refuse);
        room.forum.reasons.iter().find(offered).map(|one| one.id.clone())
    });
    let body = json!({"state": "refused", "reason": refuse, "message": SCRIPT});
    let refused: OrganisationProfile = test.patch(&path, &body).by(&staff).send().await.json();
    assert_eq!((refused.state, refused.verified), (OrganisationState::Refused, false));
    let own: OrganisationProfile = test.get(&path).by(&delegate).send().await.json();
    assert_eq!((own.reason, own.message.as_str()), (refuse, SCRIPT));
    let body = json!({"state": "verified", "recheck_at": "2022-01-01T00:00:00Z"});
    let verified: OrganisationProfile = test.patch(&path, &body).by(&staff).send().await.json();
    assert_eq!(verified.recheck_at.as_deref(), Some("2022-01-01T00:00:00.000Z"));
    let public: OrganisationProfile = test.get(&path).send().await.json();
    assert_eq!((public.verified, public.recheck_at, public.contact), (true, None, None));
    assert_eq!((public.reason, public.message.as_str()), (None, ""));
    let own_case = test.token("default", "delegate", &[Role::Participant, Role::Moderator]);
    let answer = test.patch(&path, &json!({"state": "verified"})).by(&own_case).send().await;
    assert_eq!(answer.problem(), ProblemCode::OwnCase);
    let stale = test.ask(Method::PATCH, &path).json(&json!({"number": "1"})).by(&delegate);
    let stale = stale.header("if-match", "\"9\"").send().await;
    assert_eq!(stale.problem(), ProblemCode::Stale);
    let changed = test.patch(&path, &json!({"number": "1"})).by(&delegate).send().await;
    assert_eq!(changed.json::<OrganisationProfile>().state, OrganisationState::Pending);
    assert_eq!(test.get(&path).send().await.problem(), ProblemCode::NotFound);
}

#[tokio::test]
async fn people_join_by_a_code_that_is_used_up() {
    let test = TestApp::start().await;
    let (delegate, member) = (test.user("delegate"), test.user("member"));
    let made = verified(&test, &delegate, "Baan Klang").await;
    let wrong = test.post("/v1/organisations/join", &json!({"code": "7K2AB"})).by(&member);
    assert_eq!(wrong.send().await.problem(), ProblemCode::WrongCode);
    let first = code(&test, &made.id, &delegate, "member").await;
    let typed = first.to_lowercase().replace('-', " ");
    let membership = join(&test, &member, &typed).await;
    assert_eq!((membership.role, membership.organisation.verified), (MemberRole::Member, true));
    let again = test.post("/v1/organisations/join", &json!({"code": first})).by(&test.user("b"));
    assert_eq!(again.send().await.problem(), ProblemCode::WrongCode);
    let me: Me = test.get("/v1/me").by(&member).send().await.json();
    assert_eq!(me.organisations, [membership]);

    let path = format!("/v1/organisations/{}", made.id);
    let page: Page<Member> = test.get(&format!("{path}/members")).by(&member).send().await.json();
    assert_eq!(page.items.len(), 2);
    let outside = test.get(&format!("{path}/members")).by(&test.user("stranger")).send().await;
    assert_eq!(outside.problem(), ProblemCode::NotAllowed);
    let by_member = test.post(&format!("{path}/invitations"), &json!({"role": "delegate"}));
    assert_eq!(by_member.by(&member).send().await.problem(), ProblemCode::NotAllowed);
    let unused = code(&test, &made.id, &delegate, "delegate").await;
    let list = test.get(&format!("{path}/invitations")).by(&delegate).send().await;
    assert!(!list.text().contains(&unused), "a code is shown once");
    let list: Page<Invitation> = list.json();
    let revoke = format!("{path}/invitations/{}", list.items[0].id);
    let revoked = test.ask(Method::DELETE, &revoke).by(&delegate).send().await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let join = test.post("/v1/organisations/join", &json!({"code": unused})).by(&test.user("b"));
    assert_eq!(join.send().await.problem(), ProblemCode::WrongCode);
    for (item, status) in [
        (&page.items[0], StatusCode::CONFLICT),
        (&page.items[1], StatusCode::NO_CONTENT),
        (&page.items[1], StatusCode::NOT_FOUND),
    ] {
        let path = format!("{path}/members/{}", item.author.id);
        let answer = test.ask(Method::DELETE, &path).by(&delegate).send().await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}

#[tokio::test]
async fn an_organisation_votes_and_speaks_beside_people() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let (delegate, member) = (test.user("delegate"), test.user("member"));
    let made = verified(&test, &delegate, SCRIPT).await;
    let invitation = code(&test, &made.id, &delegate, "member").await;
    join(&test, &member, &invitation).await;
    let mut body = draft("For it");
    merge(&mut body, json!({"organisation": made.id}));
    let submissions = "/v1/threads/t/submissions";
    let answer = test.post(submissions, &body).by(&member).send().await;
    let row: Submission = answer.json();
    let shown = row.author.organisation.expect("an organisation");
    assert_eq!((shown.name.as_str(), shown.verified), (SCRIPT, true));
    let stranger = test.user("stranger");
    let answer = test.post(submissions, &body).by(&stranger).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotAllowed);
    let pending = register(&test, &delegate, "Waiting").await.id;
    let unknown = "0198c0de-7c1d-7000-8000-000000000001";
    let mut told = Vec::new();
    for id in [pending.as_str(), unknown] {
        merge(&mut body, json!({"organisation": id}));
        let answer = test.post(submissions, &body).by(&stranger).send().await;
        assert_eq!(answer.wrong_fields(), ["organisation unknown"]);
        told.push(answer.text());
    }
    assert_eq!(told[0], told[1], "a pending one is told apart by nothing");
    merge(&mut body, json!({"organisation": pending}));
    let answer = test.post(submissions, &body).by(&delegate).send().await;
    assert_eq!(answer.problem(), ProblemCode::WrongState);

    let path = format!("/v1/submissions/{}/vote", row.id);
    let vote = json!({"value": "agree", "organisation": made.id});
    for token in [&member, &stranger] {
        assert_eq!(
            test.put(&path, &vote).by(token).send().await.problem(),
            ProblemCode::NotAllowed
        );
    }
    let result: VoteResult = test.put(&path, &vote).by(&delegate).send().await.json();
    let tally = result.tally.expect("open results");
    assert_eq!((tally.participants, tally.agree, tally.organisations.agree), (0, 0, 1));
    assert_eq!(result.organisation_votes.len(), 1);
    assert_eq!(result.my_vote, None);
    let others: Submission = test.get(&format!("/v1/submissions/{}", row.id)).send().await.json();
    assert!(others.organisation_votes.is_empty());
    let trail = test.get("/v1/audit").by(&moderator(&test)).send().await.text();
    assert!(trail.contains("organisation_vote.put"), "{trail}");
    assert!(!trail.contains("agree"), "{trail}");

    let votes = test.get("/v1/threads/t/export.csv?part=organisation_votes").send().await.text();
    let line = format!("{},1,agree", row.reference);
    assert!(votes.contains(&line), "{votes}");
    let people = test.get("/v1/threads/t/export.csv?part=votes").send().await.text();
    assert!(!people.contains(&row.reference), "{people}");
    let list = test.get("/v1/threads/t/export.csv?part=organisations").send().await.text();
    assert!(list.contains(&made.id) && list.contains(SCRIPT), "{list}");
    let export: contract::Export = test.get("/v1/threads/t/export.json").send().await.json();
    assert_eq!((export.votes.len(), export.organisation_votes.len()), (0, 1));
    assert_eq!(export.organisations.len(), 1);

    let take = format!("{path}?organisation={}", made.id);
    let result: VoteResult = test.ask(Method::DELETE, &take).by(&delegate).send().await.json();
    assert_eq!(result.tally.map(|tally| tally.organisations.agree), Some(0));
}

#[tokio::test]
async fn results_that_are_hidden_hide_organisations_too() {
    let test = TestApp::start().await;
    let voting =
        json!({"mode": "opinion", "budget": null, "results": "after_close", "answer_at": null});
    let closes = "2021-09-01T00:00:00Z";
    test.thread("t", json!({"voting": voting, "closes_at": closes})).await;
    let delegate = test.user("delegate");
    let made = verified(&test, &delegate, "Baan Klang").await;
    let id = test.submit("t", &test.user("author"), "A title").await.id;
    let vote = json!({"value": "agree", "organisation": made.id});
    let path = format!("/v1/submissions/{id}/vote");
    let result: VoteResult = test.put(&path, &vote).by(&delegate).send().await.json();
    assert_eq!((result.tally, result.organisation_votes.len()), (None, 1));
    let export: contract::Export = test.get("/v1/threads/t/export.json").send().await.json();
    assert!(export.organisation_votes.is_empty());
}
