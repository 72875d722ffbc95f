//! Reports: what they weigh, when they hide, and what moderators make of them.

use contract::{Action, DecidedBy, FlagReason, MemberRole, State, Target, TargetKind};

use super::{
    organisations::{join, verified},
    world::{NOW, World, created},
};
use crate::{
    Claims, CommentQuery, DecisionRow, FlagTarget, NewDecision, NewFlag, ParticipantId, Result,
    SubmissionRow, ThreadRow,
};

/// A person of an organisation.
async fn member(world: &World, name: &str, sector: &str, organisation: &str) -> ParticipantId {
    let claims = Claims {
        issuer: "https://ministry.example".into(),
        subject: name.into(),
        name: name.into(),
        sector: Some(sector.into()),
        organisation: Some(organisation.into()),
        ..Claims::default()
    };
    world.participant(claims).await.id
}

async fn report(world: &World, target: &FlagTarget, who: ParticipantId) {
    let flag = NewFlag {
        id: world.id(),
        participant: who,
        reason: FlagReason::Offensive,
        note: String::new(),
        now_ms: NOW,
    };
    created(world.storage.create_flag(world.forum, target, flag, None).await);
}

/// Reports by new people of these sectors.
async fn reports(world: &World, row: &SubmissionRow, sectors: &[Option<&str>]) {
    let target = FlagTarget::Submission(row.id.clone());
    for sector in sectors {
        let who = world.person(&format!("reporter{}", world.number()), *sector).await;
        report(world, &target, who).await;
    }
}

/// Four new people of two sectors, who together hide something.
pub(super) async fn four(world: &World) -> Vec<ParticipantId> {
    let mut people = Vec::new();
    for sector in ["business", "business", "cso", "cso"] {
        let name = format!("reporter{}", world.number());
        people.push(world.person(&name, Some(sector)).await);
    }
    people
}

/// Reports by these people.
pub(super) async fn by(world: &World, row: &SubmissionRow, people: &[ParticipantId]) {
    for who in people {
        report(world, &FlagTarget::Submission(row.id.clone()), *who).await;
    }
}

/// A moderator decides about a submission.
pub(super) async fn decide(
    world: &World,
    row: &SubmissionRow,
    action: Action,
    moderator: ParticipantId,
) -> Result<DecisionRow> {
    let target = Target { kind: TargetKind::Submission, id: row.id.clone() };
    decide_about(world, target, action, moderator).await
}

/// A moderator decides.
pub(super) async fn decide_about(
    world: &World,
    target: Target,
    action: Action,
    moderator: ParticipantId,
) -> Result<DecisionRow> {
    let new = NewDecision {
        id: world.id(),
        target,
        action,
        reason: Some("off_topic".into()),
        note: String::new(),
        message: "Please".into(),
        into: None,
        recheck_at: None,
        version: None,
        moderator,
        now_ms: NOW,
    };
    world.storage.decide(world.forum, new, None).await.map(|made| created(Ok(made)))
}

async fn state(world: &World, row: &SubmissionRow, viewer: ParticipantId) -> State {
    let view = world.storage.submission(world.forum, &row.id, Some(viewer)).await;
    view.expect("the author sees it").submission.state
}

async fn scene(world: &World) -> (ParticipantId, ParticipantId, ThreadRow) {
    let author = world.person("author", Some("resident")).await;
    let moderator = world.person("moderator", None).await;
    (author, moderator, world.thread("open", |_| ()).await)
}

/// Rivals of one sector, and of one organisation, silence nobody, however many.
pub async fn rivals_hide_nothing(world: &World) {
    let (author, _, thread) = scene(world).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    reports(world, &row, &[Some("business"); 30]).await;
    reports(world, &row, &[None; 10]).await;
    assert_eq!(state(world, &row, author).await, State::Published);
    let other = world.submit(&thread, author, "o", |_| ()).await;
    let target = FlagTarget::Submission(other.id.clone());
    for n in 0..20 {
        let sector = if n % 2 == 0 { "business" } else { "cso" };
        let who = member(world, &format!("m{n}"), sector, "Rivals Ltd").await;
        report(world, &target, who).await;
    }
    assert_eq!(state(world, &other, author).await, State::Published);
    // One voice from elsewhere is what was missing.
    reports(world, &other, &[Some("academia")]).await;
    assert_eq!(state(world, &other, author).await, State::Hidden);
}

/// People who joined one verified organisation are one side too, whatever
/// sectors they name.
pub async fn one_organisation_is_one_side(world: &World) {
    let (author, _, thread) = scene(world).await;
    let (id, delegate) = verified(world, "Rivals Association").await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let target = FlagTarget::Submission(row.id.clone());
    report(world, &target, delegate).await;
    for (n, sector) in ["business", "cso", "academia", "business"].into_iter().enumerate() {
        let who = world.person(&format!("member{n}"), Some(sector)).await;
        join(world, &id, delegate, who, MemberRole::Member).await;
        report(world, &target, who).await;
    }
    assert_eq!(state(world, &row, author).await, State::Published);
    reports(world, &row, &[Some("academia")]).await;
    assert_eq!(state(world, &row, author).await, State::Hidden);
}

/// Enough weight from two sectors hides until a moderator looks; the author
/// sees that a rule did it, and the counts follow.
pub async fn two_sectors_hide(world: &World) {
    let (author, moderator, thread) = scene(world).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    reports(world, &row, &[Some("business"), Some("business"), Some("cso")]).await;
    assert_eq!(state(world, &row, author).await, State::Published, "a weight of 1.5");
    reports(world, &row, &[Some("cso")]).await;
    let view = world.storage.submission(world.forum, &row.id, Some(author)).await;
    let hidden = view.expect("its author sees it").submission;
    let verdict = hidden.verdict.expect("what was decided");
    assert_eq!(
        (hidden.state, verdict.action, verdict.by, verdict.rule.as_deref()),
        (State::Hidden, Action::Hide, DecidedBy::Rule, Some("flags"))
    );
    assert!(world.storage.submission(world.forum, &row.id, None).await.is_err());
    let counted = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    assert_eq!(counted.submissions, 0);

    // A moderator keeps it: published again, and later reports count anew.
    decide(world, &row, Action::Approve, moderator).await.expect("kept");
    assert_eq!(state(world, &row, author).await, State::Published);
    reports(world, &row, &[Some("business"), Some("business"), Some("cso")]).await;
    assert_eq!(state(world, &row, author).await, State::Published);
    let counted = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    assert_eq!(counted.submissions, 1);
}

/// A moderator who takes the rule's decision back has looked: it is published,
/// waits no more, and the next report alone does not hide it again.
pub async fn a_rule_is_taken_back(world: &World) {
    let (author, moderator, thread) = scene(world).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    reports(world, &row, &[Some("business"), Some("business"), Some("cso"), Some("cso")]).await;
    let view = world.storage.submission(world.forum, &row.id, Some(author)).await;
    let verdict = view.expect("seen").submission.verdict.expect("decided");
    world.storage.undo(world.forum, &verdict.id, moderator, NOW).await.expect("taken back");
    assert_eq!(state(world, &row, author).await, State::Published);
    reports(world, &row, &[Some("academia")]).await;
    assert_eq!(state(world, &row, author).await, State::Published);
}

/// Who was right before weighs more, who was wrong less; taking a decision
/// back takes that back.
pub async fn weights_follow_decisions(world: &World) {
    let (author, moderator, thread) = scene(world).await;
    let one = world.person("one", Some("business")).await;
    let two = world.person("two", Some("cso")).await;
    let three = world.person("three", Some("cso")).await;
    let flag = async |row: &SubmissionRow, who: &[ParticipantId]| {
        for who in who {
            report(world, &FlagTarget::Submission(row.id.clone()), *who).await;
        }
    };
    // New, three of them weigh 1.5; right once each, 2.
    let bad = world.submit(&thread, author, "bad", |_| ()).await;
    flag(&bad, &[one, two, three]).await;
    assert_eq!(state(world, &bad, author).await, State::Published);
    decide(world, &bad, Action::Hide, moderator).await.expect("hidden");
    let worse = world.submit(&thread, author, "worse", |_| ()).await;
    flag(&worse, &[one, two]).await;
    assert_eq!(state(world, &worse, author).await, State::Published);
    flag(&worse, &[three]).await;
    assert_eq!(state(world, &worse, author).await, State::Hidden);

    // Kept, and the keeping taken back: as if nobody had looked.
    let other = world.submit(&thread, author, "fine", |_| ()).await;
    flag(&other, &[one, two]).await;
    let kept = decide(world, &other, Action::Approve, moderator).await.expect("kept");
    world.storage.undo(world.forum, &kept.id, moderator, NOW).await.expect("taken back");
    flag(&other, &[three]).await;
    assert_eq!(state(world, &other, author).await, State::Hidden);

    // Wrong often: their word counts for little.
    for n in 0..9 {
        let row = world.submit(&thread, author, &format!("good{n}"), |_| ()).await;
        flag(&row, &[one]).await;
        decide(world, &row, Action::Approve, moderator).await.expect("kept");
    }
    let last = world.submit(&thread, author, "last", |_| ()).await;
    flag(&last, &[one, two, three]).await;
    assert_eq!(state(world, &last, author).await, State::Published);
}

/// Comments are hidden alike, and the counts follow.
pub async fn comments_too(world: &World) {
    let (author, moderator, thread) = scene(world).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let comment = world.new_comment(author, "c");
    let comment = created(world.storage.create_comment(world.forum, &row.id, comment, None).await);
    let target = FlagTarget::Comment(comment.id.clone());
    for (n, sector) in ["business", "business", "cso", "academia"].into_iter().enumerate() {
        let who = world.person(&format!("r{n}"), Some(sector)).await;
        report(world, &target, who).await;
    }
    let query = CommentQuery { limit: 10, viewer: Some(author), ..CommentQuery::default() };
    let seen = world.storage.comments(world.forum, &row.id, &query).await.expect("comments");
    assert_eq!((seen.items[0].state, seen.total), (State::Hidden, Some(0)));
    assert_eq!(seen.items[0].verdict.as_ref().map(|verdict| verdict.by), Some(DecidedBy::Rule));
    let target = Target { kind: TargetKind::Comment, id: comment.id };
    decide_about(world, target, Action::Restore, moderator).await.expect("restored");
    let seen = world.storage.comments(world.forum, &row.id, &query).await.expect("comments");
    assert_eq!((seen.items[0].state, seen.total), (State::Published, Some(1)));
}

/// Where newcomers are held, what they write waits until two of theirs were
/// published; who is vouched for is none.
pub async fn newcomers(world: &World) {
    let moderator = world.person("moderator", None).await;
    let thread = world.thread("careful", |new| new.newcomers_held = true).await;
    let free = world.thread("free", |_| ()).await;
    let new = world.person("new", Some("cso")).await;
    let first = world.submit(&thread, new, "first", |_| ()).await;
    assert_eq!(first.state, State::Pending);
    let elsewhere = world.submit(&free, new, "elsewhere", |_| ()).await;
    assert_eq!(elsewhere.state, State::Published);
    let comment = world.new_comment(new, "c");
    let by_official = Claims {
        issuer: "https://ministry.example".into(),
        subject: "official".into(),
        official: true,
        ..Claims::default()
    };
    let official = world.participant(by_official).await.id;
    let told = async |person| {
        world.storage.account(world.forum, person).await.expect("an account").newcomer
    };
    assert_eq!((told(new).await, told(official).await), (true, false));
    let open = world.submit(&thread, official, "official's", |_| ()).await;
    assert_eq!(open.state, State::Published);
    let comment = created(world.storage.create_comment(world.forum, &open.id, comment, None).await);
    assert_eq!(comment.state, State::Pending);
    let counts = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    assert_eq!((counts.submissions, counts.comments), (1, 0));
    let by_moderator = world.submit(&thread, moderator, "m", |new| new.by_moderator = true).await;
    assert_eq!(by_moderator.state, State::Published);

    let target = Target { kind: TargetKind::Comment, id: comment.id };
    decide_about(world, target, Action::Approve, moderator).await.expect("approved");
    let counts = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    assert_eq!((counts.submissions, counts.comments), (2, 1));
    // Two of theirs are published now.
    let second = world.submit(&thread, new, "second", |_| ()).await;
    assert_eq!(second.state, State::Published);
    assert!(!told(new).await);
}
