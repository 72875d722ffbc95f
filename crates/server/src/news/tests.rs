//! Digests over the whole server, with a clock that is moved.

use std::time::Duration;

use axum::http::Method;
use contract::{Digest, MailSettings, SignInMethod};
use serde_json::json;
use storage::{MailRow, NewSession, NewSignIn, ParticipantId, SignedIn};

use super::send_due;
use crate::testing::{TestApp, draft};

const HOUR: Duration = Duration::from_hours(1);

/// A person with an address of their own.
async fn person(test: &TestApp, email: &str) -> ParticipantId {
    let now = test.app.now();
    let id = test.app.sources().new_id();
    let session = NewSession {
        id: test.app.sources().new_id(),
        hash: [u8::try_from(email.len()).expect("short"); 32],
        now_ms: now,
        expires_at: now + 3_600_000,
    };
    let sign_in = NewSignIn {
        method: SignInMethod::Oidc,
        issuer: "https://login.example".into(),
        subject: Some(email.into()),
        email: Some(email.into()),
        name: Some("Somebody".into()),
        language: "en".into(),
        id,
        session,
    };
    let forum = test.app.room("default").expect("a forum").id;
    match test.app.storage().sign_in(forum, sign_in).await.expect("signed in") {
        SignedIn::Done(person) => person.id,
        other => panic!("not signed in: {other:?}"),
    }
}

async fn wants(test: &TestApp, who: ParticipantId, digest: Digest, language: &str) {
    let settings = MailSettings {
        digest,
        language: language.into(),
        kinds: contract::InboxKind::ALL.to_vec(),
    };
    let forum = test.app.room("default").expect("a forum").id;
    let set = test.app.storage().set_mail_settings(forum, who, &settings, test.app.now());
    set.await.expect("set");
}

/// A submission that this person follows.
async fn followed(test: &TestApp, who: ParticipantId, title: &str) -> String {
    let id = test.submit("t", &test.user("author"), title).await.id;
    let forum = test.app.room("default").expect("a forum").id;
    let target = storage::FollowTarget::Submission(id.clone());
    test.app.storage().follow(forum, who, &target, test.app.now()).await.expect("followed");
    id
}

async fn comment(test: &TestApp, id: &str) {
    let path = format!("/v1/submissions/{id}/comments");
    let answer = test.post(&path, &json!({"body": "Well", "stance": "for"}));
    let answer = answer.by(&test.user("author")).send().await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

/// What goes out now.
async fn out(test: &TestApp) -> Vec<MailRow> {
    send_due(&test.app).await.expect("digests");
    let mails = test.app.storage().take_mails(test.app.now(), 1, 100).await.expect("mails");
    for mail in &mails {
        test.app.storage().mail_done(&mail.id).await.expect("done");
    }
    mails
}

fn header<'a>(mail: &'a MailRow, name: &str) -> &'a str {
    mail.headers.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
}

async fn ready() -> TestApp {
    let test = TestApp::with_settings(|settings| {
        settings.forums[0].page = Some("https://www.example.go.th/forum?site=1#here".to_owned());
    })
    .await;
    test.thread("t", json!({})).await;
    test
}

#[tokio::test]
async fn each_thing_at_once_or_all_of_a_day_in_one() {
    let test = ready().await;
    let (now, daily) = (person(&test, "a@x.example").await, person(&test, "bb@x.example").await);
    wants(&test, now, Digest::Immediate, "en").await;
    wants(&test, daily, Digest::Daily, "th").await;
    let id = followed(&test, now, "Night buses").await;
    let other = followed(&test, daily, "ทางม้าลาย").await;
    assert!(out(&test).await.is_empty(), "nothing to tell, no mail");
    for _ in 0..2 {
        comment(&test, &id).await;
        comment(&test, &other).await;
    }
    let mails = out(&test).await;
    assert_eq!(mails.len(), 2, "each for itself");
    for mail in &mails {
        assert_eq!((mail.address.as_str(), mail.language.as_str()), ("a@x.example", "en"));
        assert_eq!(mail.subject, "A comment: Night buses");
        let link =
            format!("https://www.example.go.th/forum?site=1&of-view=submission&of-id={id}#here");
        assert!(mail.text.contains(&link), "{}", mail.text);
        assert!(mail.text.contains("26 August 2021"), "{}", mail.text);
    }
    assert!(out(&test).await.is_empty(), "once");
    test.clock.advance(HOUR * 20);
    assert!(out(&test).await.is_empty(), "the day is not over");
    test.clock.advance(Duration::from_mins(18));
    let mails = out(&test).await;
    assert_eq!(mails.len(), 1, "all in one");
    let mail = &mails[0];
    assert_eq!((mail.address.as_str(), mail.language.as_str()), ("bb@x.example", "th"));
    assert!(mail.subject.starts_with("มี 2 เรื่องใหม่จาก"), "{}", mail.subject);
    assert!(mail.text.contains("มีความคิดเห็นใหม่: ทางม้าลาย"), "{}", mail.text);
    assert!(mail.text.contains("26 สิงหาคม 2564"), "{}", mail.text);
    test.clock.advance(HOUR * 48);
    assert!(out(&test).await.is_empty(), "nothing new, no mail");
}

#[tokio::test]
async fn a_week_ends_with_sunday_and_what_was_seen_is_not_mailed() {
    let test = ready().await;
    let weekly = person(&test, "a@x.example").await;
    wants(&test, weekly, Digest::Weekly, "en").await;
    let (seen, unseen) =
        (followed(&test, weekly, "Seen").await, followed(&test, weekly, "Unseen").await);
    comment(&test, &seen).await;
    let forum = test.app.room("default").expect("a forum").id;
    let page = storage::PageQuery { cursor: None, limit: 5 };
    let inbox = test.app.storage().inbox(forum, weekly, &page).await.expect("an inbox");
    let item = &inbox.items.items[0].id;
    test.app.storage().read_inbox(forum, weekly, item).await.expect("read");
    comment(&test, &unseen).await;
    // A Thursday; the week ends in three days and some hours.
    test.clock.advance(HOUR * 24 * 3);
    assert!(out(&test).await.is_empty());
    test.clock.advance(HOUR * 24);
    let mails = out(&test).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "A comment: Unseen");
}

#[tokio::test]
async fn one_post_ends_it_and_a_look_at_the_link_does_not() {
    let test = ready().await;
    let reader = person(&test, "a@x.example").await;
    wants(&test, reader, Digest::Immediate, "th").await;
    let id = followed(&test, reader, "Night buses").await;
    comment(&test, &id).await;
    let mails = out(&test).await;
    assert_eq!(header(&mails[0], "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let link = header(&mails[0], "List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    let path = link.strip_prefix("https://forum.example").expect("the server's own").to_owned();
    assert!(mails[0].text.contains(&link));
    // A program that follows links.
    for _ in 0..2 {
        let page = test.get(&path).send().await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text().contains("<form method=\"post\">") && page.text().contains("เลิกรับ"));
        assert!(!page.text().contains("<script") && !page.text().contains("style="));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.header("content-security-policy").contains("form-action 'self'"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
    comment(&test, &id).await;
    assert_eq!(out(&test).await.len(), 1, "still told");
    for _ in 0..2 {
        let one_click = test.ask(Method::POST, &path).raw("List-Unsubscribe=One-Click");
        let kind = "application/x-www-form-urlencoded";
        let answer = one_click.header("content-type", kind).send().await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    }
    comment(&test, &id).await;
    test.clock.advance(HOUR * 24 * 8);
    assert!(out(&test).await.is_empty(), "no mail any more");
}

#[tokio::test]
async fn a_link_that_somebody_made_or_changed_does_nothing() {
    let test = ready().await;
    let reader = person(&test, "a@x.example").await;
    wants(&test, reader, Digest::Immediate, "en").await;
    let id = followed(&test, reader, "Night buses").await;
    comment(&test, &id).await;
    let mails = out(&test).await;
    let link = header(&mails[0], "List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    let token = link.split_once("token=").expect("a token").1;
    let (person, signature) = token.split_once('.').expect("signed");
    let labour = format!("/f/labour/unsubscribe?token={token}");
    for path in [
        "/unsubscribe".to_owned(),
        "/unsubscribe?token=".to_owned(),
        format!("/unsubscribe?token={person}"),
        format!("/unsubscribe?token={person}."),
        format!("/unsubscribe?token={person}.{}", "0".repeat(signature.len())),
        format!("/unsubscribe?token={person}.{signature}0"),
        format!("/unsubscribe?token=0{person}.{signature}"),
        "/unsubscribe?token=%3Cscript%3E.x".to_owned(),
        labour,
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = test.ask(method, &path).send().await;
            assert_eq!(answer.status.as_u16(), 404, "{path}");
            assert!(!answer.text().contains("<script"), "{path}");
        }
    }
    comment(&test, &id).await;
    assert_eq!(out(&test).await.len(), 1, "still told");
}

#[tokio::test]
async fn what_people_wrote_is_text_in_a_mail_and_one_line_in_its_subject() {
    let test = ready().await;
    let reader = person(&test, "a@x.example").await;
    wants(&test, reader, Digest::Immediate, "en").await;
    let evil = "<img src=https://evil.example/x.png> & \"more\"";
    let id = followed(&test, reader, evil).await;
    comment(&test, &id).await;
    let mails = out(&test).await;
    let mail = &mails[0];
    assert!(mail.subject.contains(evil) && !mail.subject.contains('\n'));
    assert!(mail.html.contains("&lt;img src=https://evil.example/x.png&gt; &amp; &quot;more"));
    assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
    assert!(!mail.html.contains("url(") && !mail.html.contains("<link"), "nothing from elsewhere");
}

#[tokio::test]
async fn without_an_address_nothing_is_sent_and_nothing_waits() {
    let test = ready().await;
    let fan = test.user("fan");
    let settings = json!({"digest": "immediate", "language": "en", "kinds": ["commented"]});
    test.put("/v1/me/mail", &settings).by(&fan).send().await;
    let answer = test.post("/v1/threads/t/submissions", &draft("Mine")).by(&fan).send().await;
    let submission: contract::Submission = answer.json();
    comment(&test, &submission.id).await;
    assert!(out(&test).await.is_empty());
    let due = test.app.storage().due_digests(test.app.now(), 5).await.expect("digests");
    assert!(due.is_empty(), "it does not wait for ever");
}
