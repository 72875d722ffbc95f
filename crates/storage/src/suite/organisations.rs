//! Organisations: registered, checked, spoken and voted for.

use contract::{
    Action, Id, MemberRole, OrganisationState, OrganisationTally, QueueSort, State, Target,
    TargetKind, VoteChoice,
};
use tokio::task::JoinSet;

use super::world::{NOW, World, assert_refused, created};
use crate::{
    CHECK_GRACE_MS, CHECK_MS, Claims, DecisionRow, ExportParts, INVITATION_MS, NewDecision,
    NewInvitation, NewOrganisation, NewRecognition, OrganisationChange, OrganisationQuery,
    OrganisationRow, ParticipantId, QueueQuery, Reader, Recognised, Result, StorageError, sum,
};

/// Votes at the same time in each round of [`one_vote_each`].
const AT_ONCE: usize = 64;
/// Rounds of [`one_vote_each`].
const ROUNDS: usize = 50;

fn new(world: &World, name: &str, by: ParticipantId) -> NewOrganisation {
    NewOrganisation {
        id: world.id(),
        name: name.into(),
        kind: "cso".into(),
        registry: "Department of Provincial Administration".into(),
        number: "42/2560".into(),
        country: Some("TH".into()),
        website: "https://organisation.example".into(),
        contact: "office@organisation.example".into(),
        by,
        now_ms: NOW,
    }
}

async fn register(world: &World, name: &str, by: ParticipantId) -> OrganisationRow {
    let new = new(world, name, by);
    created(world.storage.register_organisation(world.forum, new, None).await)
}

async fn decide(world: &World, id: &str, action: Action, by: ParticipantId) -> Result<DecisionRow> {
    let decision = NewDecision {
        id: world.id(),
        target: Target { kind: TargetKind::Organisation, id: id.into() },
        action,
        reason: (action == Action::Refuse).then(|| "impersonation".into()),
        note: String::new(),
        message: "As the register says.".into(),
        into: None,
        recheck_at: None,
        version: None,
        moderator: by,
        now_ms: NOW,
    };
    match world.storage.decide(world.forum, decision, None).await? {
        crate::Created::New(row, _) => Ok(row),
        crate::Created::Replayed(_) => panic!("without a key"),
    }
}

/// A verified organisation and its delegate.
pub(super) async fn verified(world: &World, name: &str) -> (Id, ParticipantId) {
    let delegate = world.person(&format!("delegate of {name}"), Some("cso")).await;
    let moderator = world.person("moderator", None).await;
    let id = register(world, name, delegate).await.id;
    decide(world, &id, Action::Verify, moderator).await.expect("verified");
    (id, delegate)
}

async fn invite(world: &World, id: &str, by: ParticipantId, role: MemberRole, hash: u8) -> Id {
    let new = NewInvitation { id: world.id(), hash: [hash; 32], role, by, now_ms: NOW };
    world.storage.invite(world.forum, id, new).await.expect("an invitation").id
}

/// Makes somebody one of an organisation's people.
pub(super) async fn join(
    world: &World,
    id: &str,
    by: ParticipantId,
    who: ParticipantId,
    role: MemberRole,
) {
    let hash = u8::try_from(world.number() % 251).expect("small");
    invite(world, id, by, role, hash).await;
    let joined = world.storage.join_organisation(world.forum, who, [hash; 32], NOW).await;
    assert_eq!(joined.expect("a member").role, role);
}

/// Three verified organisations with two people and an award each, and three
/// that wait.
pub async fn fill(world: &World) {
    for n in 0..3_u16 {
        let (id, delegate) = verified(world, &format!("Number {n}")).await;
        let member = world.person(&format!("member {n}"), None).await;
        join(world, &id, delegate, member, MemberRole::Member).await;
        let award = NewRecognition {
            id: world.id(),
            award: "Award".into(),
            category: String::new(),
            year: 2020 + n,
            citation: String::new(),
            by: delegate,
            now_ms: NOW,
        };
        let target = Recognised::Organisation(id);
        created(world.storage.recognise(world.forum, target, award, None).await);
        register(world, &format!("Waiting {n}"), delegate).await;
    }
}

fn own(viewer: ParticipantId) -> Reader {
    Reader { viewer: Some(viewer), moderator: false }
}

/// Pending ones are there for their people and moderators alone; a decision, its
/// undoing and another name change that, and tell their people.
pub async fn checked(world: &World) {
    let delegate = world.person("delegate", None).await;
    let stranger = world.person("stranger", None).await;
    let moderator = world.person("moderator", None).await;
    let staff = Reader { viewer: Some(moderator), moderator: true };
    let made = register(world, "Baan Klang Foundation", delegate).await;
    assert_eq!(made.status.state, OrganisationState::Pending);
    assert_eq!(made.my_role, Some(MemberRole::Delegate));
    let read = |reader| world.storage.organisation(world.forum, &made.id, reader);
    for reader in [Reader::default(), own(stranger)] {
        assert_refused!(read(reader).await, StorageError::NotFound);
    }
    read(own(delegate)).await.expect("their own");
    read(staff).await.expect("for moderators");

    let queue = QueueQuery {
        kind: None,
        sort: QueueSort::Oldest,
        thread: None,
        language: None,
        claimed: None,
        q: String::new(),
        cursor: None,
        limit: 10,
        moderator,
        now_ms: NOW,
    };
    let waits = || async {
        let page = world.storage.queue(world.forum, &queue).await.expect("a queue");
        page.listing.items.into_iter().filter_map(|row| row.organisation).collect::<Vec<_>>()
    };
    assert_eq!(waits().await.len(), 1);
    assert_refused!(decide(world, &made.id, Action::Verify, delegate).await, StorageError::OwnCase);
    let decision = decide(world, &made.id, Action::Verify, moderator).await.expect("verified");
    assert!(waits().await.is_empty());
    let row = read(Reader::default()).await.expect("for everybody");
    assert_eq!(row.status.verified_at, Some(NOW));
    assert_eq!(row.status.recheck_at, Some(NOW + CHECK_MS));

    world.storage.undo(world.forum, &decision.id, moderator, NOW).await.expect("taken back");
    assert_refused!(read(own(stranger)).await, StorageError::NotFound);
    assert_eq!(read(staff).await.expect("as before").status, made.status);
    assert_eq!(waits().await.len(), 1);

    decide(world, &made.id, Action::Refuse, moderator).await.expect("refused");
    let row = read(own(delegate)).await.expect("their own");
    assert_eq!(row.status.reason.as_deref(), Some("impersonation"));
    assert_refused!(
        decide(world, &made.id, Action::Refuse, moderator).await,
        StorageError::WrongState(_)
    );
    let change = |name: &str| OrganisationChange { name: Some(name.into()), ..Default::default() };
    let put = |by, expected, change| {
        world.storage.change_organisation(world.forum, &made.id, own(by), expected, change, NOW)
    };
    assert_refused!(put(stranger, None, change("x")).await, StorageError::NotFound);
    assert_refused!(put(delegate, Some(7), change("x")).await, StorageError::Stale { current: 1 });
    let changed = put(delegate, Some(1), change("Baan Klang")).await.expect("changed");
    assert_eq!((changed.status.state, changed.version), (OrganisationState::Pending, 2));
    assert_eq!(waits().await[0].name, "Baan Klang");
    decide(world, &made.id, Action::Verify, moderator).await.expect("verified again");
    let website = OrganisationChange { website: Some(String::new()), ..Default::default() };
    let changed = put(delegate, None, website).await.expect("changed");
    assert_eq!(changed.status.state, OrganisationState::Verified);
    let unread = world.storage.unread(world.forum, delegate).await.expect("an inbox");
    assert!(unread >= 2, "{unread} items tell the delegate");
}

/// Lists have each organisation once, for whom it is.
pub async fn listed(world: &World) {
    let delegate = world.person("delegate", None).await;
    for n in 0..5 {
        verified(world, &format!("Number {n}")).await;
    }
    register(world, "Waiting", delegate).await;
    let query = |state, reader| OrganisationQuery {
        state,
        q: String::new(),
        country: None,
        kind: None,
        cursor: None,
        limit: 2,
        reader,
    };
    let names = |query: OrganisationQuery| async move {
        let mut query = query;
        let mut names = Vec::new();
        loop {
            let page = world.storage.organisations(world.forum, &query).await.expect("a page");
            names.extend(page.items.into_iter().map(|row| row.name));
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return names,
            }
        }
    };
    let all = names(query(OrganisationState::Verified, Reader::default())).await;
    assert_eq!(all, ["Number 4", "Number 3", "Number 2", "Number 1", "Number 0"]);
    let staff = Reader { viewer: None, moderator: true };
    let pending = OrganisationState::Pending;
    assert!(names(query(pending, Reader::default())).await.is_empty());
    assert_eq!(names(query(pending, own(delegate))).await, ["Waiting"]);
    assert_eq!(names(query(pending, staff)).await, ["Waiting"]);
    let found = |q: &str, country: &str, kind: &str| OrganisationQuery {
        q: q.into(),
        country: Some(country.into()),
        kind: Some(kind.into()),
        ..query(OrganisationState::Verified, Reader::default())
    };
    assert_eq!(names(found("NUMBER 3", "TH", "cso")).await, ["Number 3"]);
    assert!(names(found("number", "LA", "cso")).await.is_empty());
    assert!(names(found("' OR 1=1 --", "TH", "cso")).await.is_empty());
}

/// A code is good once, for a week, for one organisation; roles come with it.
pub async fn invitations(world: &World) {
    let (id, delegate) = verified(world, "Baan Klang").await;
    let [anna, boon, stranger] = [
        world.person("anna", None).await,
        world.person("boon", None).await,
        world.person("s", None).await,
    ];
    let hash = |n: u8| [n; 32];
    let use_code = |who, n, now| world.storage.join_organisation(world.forum, who, hash(n), now);
    invite(world, &id, delegate, MemberRole::Member, 1).await;
    assert_refused!(use_code(anna, 2, NOW).await, StorageError::WrongCode);
    assert_refused!(use_code(anna, 1, NOW + INVITATION_MS).await, StorageError::WrongCode);
    assert_refused!(use_code(delegate, 1, NOW).await, StorageError::WrongState(_));
    use_code(anna, 1, NOW).await.expect("a member");
    assert_refused!(use_code(boon, 1, NOW).await, StorageError::WrongCode);
    let revoked = invite(world, &id, delegate, MemberRole::Member, 3).await;
    let revoke = |by| world.storage.revoke_invitation(world.forum, &id, &revoked, by, NOW);
    assert_refused!(revoke(anna).await, StorageError::NotAllowed(_));
    revoke(delegate).await.expect("taken back");
    assert_refused!(use_code(boon, 3, NOW).await, StorageError::WrongCode);
    let by_member = NewInvitation {
        id: world.id(),
        hash: hash(4),
        role: MemberRole::Delegate,
        by: anna,
        now_ms: NOW,
    };
    let made = world.storage.invite(world.forum, &id, by_member).await;
    assert_refused!(made, StorageError::NotAllowed(_));

    invite(world, &id, delegate, MemberRole::Delegate, 5).await;
    let open = world.storage.invitations(world.forum, &id, delegate, NOW).await.expect("a list");
    assert_eq!(open.len(), 1);
    assert_eq!(use_code(anna, 5, NOW).await.expect("a delegate").role, MemberRole::Delegate);
    let of_anna = world.storage.memberships(world.forum, anna).await.expect("memberships");
    assert_eq!(of_anna.len(), 1);

    let members =
        |reader, cursor, limit| world.storage.members(world.forum, &id, reader, cursor, limit);
    assert_refused!(members(own(stranger), None, 5).await, StorageError::NotAllowed(_));
    let first = members(own(anna), None, 1).await.expect("a page");
    let second = members(own(anna), first.next, 1).await.expect("a page");
    assert!(second.next.is_none());
    let author = |page: &crate::Listing<crate::MemberRow>| page.items[0].author.id.clone();
    let (delegates, annas) = (author(&first), author(&second));
    let organisation = id.as_str();
    let remove = |who: String, by| async move {
        world.storage.remove_member(world.forum, organisation, &who, by, NOW).await
    };
    assert_refused!(remove(annas.clone(), stranger).await, StorageError::NotAllowed(_));
    remove(delegates.clone(), anna).await.expect("another delegate is left");
    assert_refused!(remove(delegates, anna).await, StorageError::NotFound);
    assert_refused!(remove(annas, anna).await, StorageError::WrongState(_));
}

/// What is written for an organisation shows it while it is verified; others may
/// not write for it.
pub async fn spoken_for(world: &World) {
    let (id, delegate) = verified(world, "Baan Klang").await;
    let moderator = world.person("moderator", None).await;
    let [member, stranger] = [world.person("member", None).await, world.person("s", None).await];
    join(world, &id, delegate, member, MemberRole::Member).await;
    let thread = world.thread("open", |_| ()).await;
    let row =
        world.submit(&thread, member, "For it", |new| new.organisation = Some(id.clone())).await;
    let shown = row.author.organisation.expect("an organisation");
    assert_eq!((shown.id.as_str(), shown.verified), (id.as_str(), true));
    let mut comment = world.new_comment(member, "For it too");
    comment.organisation = Some(id.clone());
    let comment = created(world.storage.create_comment(world.forum, &row.id, comment, None).await);
    assert_eq!(comment.author.organisation.map(|shown| shown.id), Some(id.clone()));

    let submit = |by, organisation: &str| {
        let mut new = world.new_submission(by, "Not for it");
        new.organisation = Some(organisation.into());
        world.storage.create_submission(world.forum, &thread.id, new, None)
    };
    assert_refused!(submit(stranger, &id).await, StorageError::NotAllowed(_));
    assert_refused!(submit(stranger, &world.id()).await, StorageError::UnknownOrganisation);
    let waiting = register(world, "Waiting", delegate).await.id;
    assert_refused!(submit(stranger, &waiting).await, StorageError::UnknownOrganisation);
    assert_refused!(submit(delegate, &waiting).await, StorageError::WrongState(_));

    let author = || async {
        let view = world.storage.submission(world.forum, &row.id, None).await.expect("seen");
        view.submission.author.organisation.map(|shown| shown.name)
    };
    decide(world, &id, Action::Refuse, moderator).await.expect("refused");
    assert_eq!(author().await, None);
    decide(world, &id, Action::Verify, moderator).await.expect("verified");
    assert_eq!(author().await.as_deref(), Some("Baan Klang"));
    let parts = ExportParts { submissions: true, organisations: true, ..ExportParts::default() };
    let export = world.storage.export(world.forum, &thread.id, Box::new(move |_| parts)).await;
    let organisations = export.expect("an export").organisations;
    assert_eq!(organisations.len(), 1);
}

/// A name that a host gives is a row of its own, also where a registered
/// organisation has the same: it never carries the mark.
pub async fn vouched(world: &World) {
    let (id, _) = verified(world, "Baan Klang").await;
    let named = world
        .participant(Claims {
            issuer: "https://other-host.example".into(),
            subject: "s".into(),
            name: "Somebody".into(),
            organisation: Some("Baan Klang".into()),
            ..Claims::default()
        })
        .await;
    let shown = named.author.organisation.expect("as the host says");
    assert_eq!((shown.name.as_str(), shown.verified), ("Baan Klang", false));
    assert_ne!(shown.id, id);
    let memberships = world.storage.memberships(world.forum, named.id).await;
    assert!(memberships.expect("none").is_empty());
}

async fn tally(world: &World, submission: &str) -> OrganisationTally {
    let view = world.storage.submission(world.forum, submission, None).await.expect("seen");
    view.submission.organisations
}

/// One vote of an organisation, by its delegates, beside those of people.
pub async fn votes(world: &World) {
    let (id, delegate) = verified(world, "Baan Klang").await;
    let moderator = world.person("moderator", None).await;
    let [member, stranger] = [world.person("member", None).await, world.person("s", None).await];
    join(world, &id, delegate, member, MemberRole::Member).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, stranger, "A title", |_| ()).await;
    let before = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    let put =
        |by, value| world.storage.put_organisation_vote(world.forum, &row.id, by, &id, value, NOW);
    assert_refused!(put(member, VoteChoice::Agree).await, StorageError::NotAllowed(_));
    assert_refused!(put(stranger, VoteChoice::Agree).await, StorageError::NotAllowed(_));
    assert_refused!(put(delegate, VoteChoice::Support).await, StorageError::WrongVotingMode);
    put(delegate, VoteChoice::Agree).await.expect("a vote");
    let outcome = put(delegate, VoteChoice::Disagree).await.expect("changed");
    assert_eq!(outcome.organisation_votes.get(&id), Some(&VoteChoice::Disagree));
    assert_eq!((outcome.my_vote, sum(&outcome.cells).participants()), (None, 0));
    let against = OrganisationTally { disagree: 1, ..OrganisationTally::default() };
    assert_eq!(outcome.organisations, against);
    // Their own vote is another one, and counts among people.
    let own_vote = VoteChoice::Agree;
    world.storage.put_vote(world.forum, &row.id, delegate, own_vote, NOW).await.expect("a vote");
    let view = world.storage.submission(world.forum, &row.id, Some(delegate)).await.expect("seen");
    assert_eq!(view.submission.my_vote, Some(own_vote));
    assert_eq!(view.submission.organisation_votes.len(), 1);
    assert_eq!(sum(&view.submission.cells).participants(), 1);
    assert_eq!(view.submission.organisations, against);
    assert_eq!(view.thread.counts.votes, before.votes.map(|votes| votes + 1));
    assert_eq!(view.thread.counts.participants, before.participants + 1);

    let nothing = OrganisationTally::default();
    let refused = decide(world, &id, Action::Refuse, moderator).await.expect("refused");
    assert_eq!(tally(world, &row.id).await, nothing);
    assert_refused!(put(delegate, VoteChoice::Agree).await, StorageError::WrongState(_));
    world.storage.undo(world.forum, &refused.id, moderator, NOW).await.expect("taken back");
    assert_eq!(tally(world, &row.id).await, against);
    decide(world, &id, Action::Refuse, moderator).await.expect("refused");
    decide(world, &id, Action::Verify, moderator).await.expect("verified");
    decide(world, &id, Action::Verify, moderator).await.expect("renewed");
    assert_eq!(tally(world, &row.id).await, against);

    let parts = ExportParts { organisation_votes: true, votes: true, ..ExportParts::default() };
    let export = world.storage.export(world.forum, &thread.id, Box::new(move |_| parts)).await;
    let export = export.expect("an export");
    assert_eq!((export.votes.len(), export.organisation_votes.len()), (1, 1));
    let take = || world.storage.delete_organisation_vote(world.forum, &row.id, delegate, &id, NOW);
    for _ in 0..2 {
        assert_eq!(take().await.expect("taken back").organisations, nothing);
    }
}

/// Two delegates vote for one organisation at the same time, 64 votes a round, 50
/// rounds: one row each, counters equal to the rows.
pub async fn one_vote_each(world: &World) {
    let (id, first) = verified(world, "Baan Klang").await;
    let second = world.person("second", None).await;
    join(world, &id, first, second, MemberRole::Delegate).await;
    let author = world.person("author", None).await;
    let thread = world.thread("race", |_| ()).await;
    for round in 0..ROUNDS {
        let row = world.submit(&thread, author, &format!("s{round}"), |_| ()).await;
        let mut running = JoinSet::new();
        for n in 0..AT_ONCE {
            let storage = std::sync::Arc::clone(&world.storage);
            let (forum, id, submission) = (world.forum, id.clone(), row.id.clone());
            let by = if n % 2 == 0 { first } else { second };
            running.spawn(async move {
                let value = VoteChoice::ALL[(n / 2 + round) % 4];
                if value == VoteChoice::Support {
                    storage.delete_organisation_vote(forum, &submission, by, &id, NOW).await
                } else {
                    storage.put_organisation_vote(forum, &submission, by, &id, value, NOW).await
                }
            });
        }
        while let Some(vote) = running.join_next().await {
            vote.expect("no panic").expect("a vote");
        }
        let last = VoteChoice::Pass;
        let outcome =
            world.storage.put_organisation_vote(world.forum, &row.id, first, &id, last, NOW).await;
        let once = OrganisationTally { pass: 1, ..OrganisationTally::default() };
        assert_eq!(outcome.expect("a vote").organisations, once, "round {round}");
    }
    let parts = ExportParts { organisation_votes: true, ..ExportParts::default() };
    let export = world.storage.export(world.forum, &thread.id, Box::new(move |_| parts)).await;
    let export = export.expect("an export");
    assert_eq!(export.organisation_votes.len(), ROUNDS);
    assert_eq!(export.thread.counts.votes, Some(0));
    assert_eq!(export.thread.counts.participants, 1);
}

/// A check that ran out waits for a moderator, and lapses when nobody looks; the
/// votes go and come back exactly.
pub async fn lapses(world: &World) {
    let (id, delegate) = verified(world, "Baan Klang").await;
    let moderator = world.person("moderator", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, delegate, "A title", |_| ()).await;
    let value = VoteChoice::Agree;
    let put = world.storage.put_organisation_vote(world.forum, &row.id, delegate, &id, value, NOW);
    put.await.expect("a vote");
    let state = || async {
        let row = world.storage.organisation(world.forum, &id, own(delegate)).await;
        row.expect("their own").status.state
    };
    let waiting = || async {
        let query = QueueQuery {
            kind: None,
            sort: QueueSort::Oldest,
            thread: None,
            language: None,
            claimed: None,
            q: String::new(),
            cursor: None,
            limit: 10,
            moderator,
            now_ms: NOW,
        };
        let page = world.storage.queue(world.forum, &query).await.expect("a queue");
        page.listing.items.into_iter().flat_map(|row| row.rules).map(|hit| hit.rule).collect()
    };
    let none: Vec<String> = Vec::new();
    world.storage.sweep(NOW + CHECK_MS - 1).await.expect("swept");
    assert_eq!((state().await, waiting().await), (OrganisationState::Verified, none));
    for _ in 0..2 {
        world.storage.sweep(NOW + CHECK_MS).await.expect("swept");
        assert_eq!(state().await, OrganisationState::Verified);
        assert_eq!(waiting().await, ["recheck"]);
    }
    world.storage.sweep(NOW + CHECK_MS + CHECK_GRACE_MS).await.expect("swept");
    assert_eq!(state().await, OrganisationState::Pending);
    assert_eq!(tally(world, &row.id).await, OrganisationTally::default());
    decide(world, &id, Action::Verify, moderator).await.expect("verified");
    assert_eq!(tally(world, &row.id).await.agree, 1);
}

/// What somebody writes whose name is like that of a verified organisation or an
/// official waits for a moderator, who may let the name pass.
pub async fn names_held(world: &World) {
    let (id, delegate) = verified(world, "Baan Klang Foundation").await;
    let moderator = world.person("moderator", None).await;
    let claims = |subject: &str, name: &str| Claims {
        issuer: "https://ministry.example".into(),
        subject: subject.into(),
        name: name.into(),
        ..Claims::default()
    };
    let office = Some("Department of Social Partnership".to_owned());
    let official =
        Claims { official: true, organisation: office, ..claims("official", "Dr Anong Thepsiri") };
    world.participant(official).await;
    let thread = world.thread("open", |_| ()).await;
    let nobody = world.thread("nobody is named", |new| new.anonymous = true).await;
    let vouched = Claims {
        organisation: Some("Baan Klang Foundation".into()),
        ..claims("vouched", "Baan Klang Foundation")
    };
    let cases = [
        (claims("capital i", "Baan KIang Foundation"), true),
        (claims("cyrillic", "B\u{430}\u{430}n Kl\u{430}ng Foundation"), true),
        (claims("official's", "Anong Thepsiri"), false),
        (claims("the same", "dr. anong  thepsiri"), true),
        (claims("office", "Department of Social Partnership"), true),
        (claims("nobody", ""), false),
        (claims("other", "Somchai Rakdee"), false),
        (vouched, false),
    ];
    for (claims, held) in cases {
        let name = claims.name.clone();
        let person = world.participant(claims).await.id;
        let row = world.submit(&thread, person, &format!("by {name}"), |_| ()).await;
        let state = if held { State::Pending } else { State::Published };
        assert_eq!(row.state, state, "{name}");
        let row = world.submit(&nobody, person, &format!("by {name}"), |_| ()).await;
        assert_eq!(row.state, State::Published, "{name} is not shown");
    }
    let like = world.participant(claims("like", "Baan Klang F0undation")).await.id;
    let row = world.submit(&thread, like, "Mine", |_| ()).await;
    let comment = || async {
        let new = world.new_comment(like, "Mine too");
        created(
            world
                .storage
                .create_comment(world.forum, &opened(world, &thread).await, new, None)
                .await,
        )
    };
    assert_eq!(comment().await.state, State::Pending);
    let approve = NewDecision {
        id: world.id(),
        target: Target { kind: TargetKind::Submission, id: row.id.clone() },
        action: Action::Approve,
        reason: None,
        note: String::new(),
        message: String::new(),
        into: None,
        recheck_at: None,
        version: None,
        moderator,
        now_ms: NOW,
    };
    let decision = created(world.storage.decide(world.forum, approve, None).await);
    assert_eq!(comment().await.state, State::Published, "the name was let pass");
    world.storage.undo(world.forum, &decision.id, moderator, NOW).await.expect("taken back");
    assert_eq!(comment().await.state, State::Pending);
    join(world, &id, delegate, like, MemberRole::Member).await;
    assert_eq!(comment().await.state, State::Published, "one of its people");
}

/// A published submission of a thread.
async fn opened(world: &World, thread: &crate::ThreadRow) -> Id {
    let author = world.person("opened", None).await;
    world.submit(thread, author, "Open", |_| ()).await.id
}
