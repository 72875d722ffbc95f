//! Organisations: registered, checked, speaking and voting beside people.

use contract::{
    Action, Capability, Export, Invitation, Me, MemberRole, Membership, OrganisationProfile,
    OrganisationState, Page, ProblemCode, Submission, VoteResult,
};
use serde_json::{Value, json};

use super::{
    FULL, Source, check,
    moderation::{decide, moderator},
    read,
};
use crate::{
    Check,
    content::{merge, submissions_of},
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Organisations];
const CHECKED: &[Capability] = &[Capability::Organisations, Capability::Moderation];

pub(super) const CHECKS: &[Check] = &[
    read(
        "organisations.shape",
        NEEDS,
        Source::Operation("list_organisations"),
        "Everybody reads verified organisations, and nothing that is for their people and moderators.",
        shape,
    ),
    check(
        "organisations.registers",
        FULL,
        NEEDS,
        Source::Operation("register_organisation"),
        "A participant registers an organisation: 202, pending, and theirs; for others it is 404, as an unknown id is.",
        registers,
    ),
    check(
        "organisations.fields",
        FULL,
        NEEDS,
        Source::Operation("register_organisation"),
        "Name, kind, country and website are held against the forum's words and forms: else 422.",
        fields,
    ),
    check(
        "organisations.verified",
        FULL,
        CHECKED,
        Source::Operation("change_organisation"),
        "A moderator verifies it: everybody reads it, without its contact. Another name makes it wait again.",
        verified,
    ),
    check(
        "organisations.refused",
        FULL,
        CHECKED,
        Source::Operation("change_organisation"),
        "A moderator refuses with a reason that its people read.",
        refused,
    ),
    check(
        "organisations.people",
        FULL,
        CHECKED,
        Source::Operation("join_organisation"),
        "People join with a code that works once and is shown once.",
        people,
    ),
    check(
        "organisations.speaks",
        FULL,
        &[Capability::Organisations, Capability::Moderation, Capability::Submit],
        Source::Operation("create_submission"),
        "Its people submit in its name, nobody else: 403; in the name of a pending one 409, of an unknown one 422.",
        speaks,
    ),
    check(
        "organisations.votes",
        FULL,
        &[
            Capability::Organisations,
            Capability::Moderation,
            Capability::Submit,
            Capability::VoteOpinion,
        ],
        Source::Operation("put_vote"),
        "A verified organisation votes once, by its delegate, beside people and never among them.",
        votes,
    ),
];

fn shape(suite: &Suite) -> Held {
    let answer = suite.get("/v1/organisations?limit=100").send()?.is(200)?;
    for one in answer.read::<Page<OrganisationProfile>>()?.items {
        let public = one.verified && one.state == OrganisationState::Verified;
        answer.holds(public, "verified ones")?;
        let bare = one.contact.is_none()
            && one.reason.is_none()
            && one.recheck_at.is_none()
            && one.resembles.is_empty();
        answer
            .holds(bare && one.my_role.is_none(), "no contact, reason, recheck or resemblance")?;
    }
    FINE
}

fn draft(suite: &Suite, name: &str, with: Value) -> Value {
    let kind = suite.forum.sectors.first().map_or("", |sector| sector.id.as_str());
    let mut draft = json!({"name": name, "kind": kind, "contact": "office@example.org"});
    merge(&mut draft, with);
    draft
}

/// A name like no other: digits alone would be close to those of other runs.
fn name(suite: &Suite, word: &str) -> String {
    format!("{word} {} {}", suite.tag, suite.fresh())
}

fn register(suite: &Suite, by: &Person, word: &str) -> Held<OrganisationProfile> {
    let draft = draft(suite, &name(suite, word), json!({}));
    suite.post("/v1/organisations", &draft).by(by).send()?.is(202)?.read()
}

/// A verified organisation, its delegate and the moderator.
fn checked(suite: &Suite, word: &str) -> Held<(OrganisationProfile, Person, Person)> {
    let delegate = suite.participant(1)?;
    let moderator = moderator(suite, &delegate)?;
    let made = register(suite, &delegate, word)?;
    decide(suite, &moderator, "organisation", &made.id, Action::Verify, json!({}))?;
    Ok((made, delegate, moderator))
}

fn registers(suite: &Suite) -> Held {
    let delegate = suite.participant(1)?;
    let made = register(suite, &delegate, "Harbour society")?;
    let path = format!("/v1/organisations/{}", made.id);
    let answer = suite.get(&*path).by(&delegate).send()?.is(200)?;
    let own: OrganisationProfile = answer.read()?;
    let told = (own.state, own.verified, own.my_role, own.contact.as_deref());
    let expected =
        (OrganisationState::Pending, false, Some(MemberRole::Delegate), Some("office@example.org"));
    answer.equal("organisation", &told, &expected)?;
    let unknown = suite.get(format!("/v1/organisations/{}", suite.unknown_id())).send()?;
    for person in [None, suite.participant(2).ok()] {
        let answer = suite.get(&*path).maybe_by(person.as_ref()).send()?;
        answer.problem(ProblemCode::NotFound)?;
        answer.holds(answer.bytes() == unknown.bytes(), "the same body as of an unknown id")?;
    }
    let answer = suite.get("/v1/organisations?state=pending&limit=100").send()?.is(200)?;
    answer.equal("pending ones, for everybody,", &answer.read::<Page<Value>>()?.items.len(), &0)?;
    let answer = suite.get("/v1/me").by(&delegate).send()?.is(200)?;
    let mine = answer.read::<Me>()?.organisations;
    answer.holds(mine.iter().any(|one| one.organisation.id == made.id), "it in /v1/me")
}

fn fields(suite: &Suite) -> Held {
    let delegate = suite.participant(1)?;
    for (with, field) in [
        (json!({"name": " "}), "name required"),
        (json!({"name": "ก".repeat(121)}), "name too_long"),
        (json!({"kind": "conformance"}), "kind unknown"),
        (json!({"country": "XX"}), "country unknown"),
        (json!({"website": "javascript:alert(1)"}), "website invalid"),
        (json!({"verified": true}), "verified unknown"),
    ] {
        let draft = draft(suite, "A name", with);
        suite.post("/v1/organisations", &draft).by(&delegate).wrong(field)?;
    }
    FINE
}

fn verified(suite: &Suite) -> Held {
    let (made, delegate, _) = checked(suite, "Mountain rescue")?;
    let path = format!("/v1/organisations/{}", made.id);
    let answer = suite.get(&*path).send()?.is(200)?;
    let public: OrganisationProfile = answer.read()?;
    let told = (public.verified, public.verified_at.is_some(), public.contact, public.my_role);
    answer.equal("organisation", &told, &(true, true, None, None))?;
    let listed = format!("/v1/organisations?q={}", crate::content::encode(&made.name));
    let answer = suite.get(listed).send()?.is(200)?;
    let found = answer.read::<Page<OrganisationProfile>>()?.items;
    answer.holds(found.iter().any(|one| one.id == made.id), "it in the list")?;
    let own = json!({"state": "verified"});
    suite.patch(&*path, &own).by(&delegate).refused(ProblemCode::NotAllowed)?;
    let other = json!({"name": name(suite, "Valley rescue")});
    let answer = suite.patch(&*path, &other).by(&delegate).send()?.is(200)?;
    answer.equal(
        "state",
        &answer.read::<OrganisationProfile>()?.state,
        &OrganisationState::Pending,
    )?;
    suite.get(path).refused(ProblemCode::NotFound)
}

fn refused(suite: &Suite) -> Held {
    let delegate = suite.participant(1)?;
    let moderator = moderator(suite, &delegate)?;
    let made = register(suite, &delegate, "Lighthouse keepers")?;
    let path = format!("/v1/organisations/{}", made.id);
    let bare = json!({"state": "refused"});
    suite.patch(&*path, &bare).by(&moderator).wrong("reason required")?;
    let said = json!({"message": "Not in the register."});
    let decision = decide(suite, &moderator, "organisation", &made.id, Action::Refuse, said)?;
    let answer = suite.get(&*path).by(&delegate).send()?.is(200)?;
    let own: OrganisationProfile = answer.read()?;
    let told = (own.state, &own.reason, own.message.as_str());
    let expected = (OrganisationState::Refused, &decision.reason, "Not in the register.");
    answer.equal("organisation", &told, &expected)?;
    suite.get(path).refused(ProblemCode::NotFound)
}

fn people(suite: &Suite) -> Held {
    let (made, delegate, _) = checked(suite, "Bridge builders")?;
    let (member, stranger) = (suite.participant(2)?, suite.stranger("not invited", None)?);
    let path = format!("/v1/organisations/{}/invitations", made.id);
    let role = json!({"role": "member"});
    suite.post(&*path, &role).by(&member).refused(ProblemCode::NotAllowed)?;
    let answer = suite.post(&*path, &role).by(&delegate).send()?.is(201)?;
    let invitation: Invitation = answer.read()?;
    let code = invitation.code.ok_or_else(|| answer.fail("a code"))?;
    let answer = suite.get(&*path).by(&delegate).send()?.is(200)?;
    answer.holds(!answer.text().contains(&code), "not the code again")?;
    let join = |code: &str, by: &Person| {
        suite.post("/v1/organisations/join", &json!({"code": code})).by(by)
    };
    join("7K2AB", &member).refused(ProblemCode::WrongCode)?;
    let answer = join(&code, &member).send()?.is(200)?;
    let joined: Membership = answer.read()?;
    let told = (joined.role, &joined.organisation.id);
    answer.equal("membership", &told, &(MemberRole::Member, &made.id))?;
    join(&code, &stranger).refused(ProblemCode::WrongCode)?;
    suite.post(path, &role).by(&member).refused(ProblemCode::NotAllowed)?;
    let members = format!("/v1/organisations/{}/members", made.id);
    let answer = suite.get(&*members).by(&delegate).send()?.is(200)?;
    answer.equal("people", &answer.read::<Page<Value>>()?.items.len(), &2)?;
    suite.get(members).by(&stranger).refused(ProblemCode::NotAllowed)
}

fn speaks(suite: &Suite) -> Held {
    let (made, delegate, _) = checked(suite, "River watch")?;
    let (other, thread) = (suite.participant(2)?, suite.plain()?);
    let post = |id: &str, by: &Person| {
        let mut draft = suite.draft("For it");
        draft["organisation"] = json!(id);
        suite.post(submissions_of(&thread), &draft).by(by)
    };
    let answer = post(&made.id, &delegate).send()?.is(201)?;
    let one: Submission = answer.read()?;
    suite.remember(&one, &delegate);
    let shown = one.author.organisation.map(|shown| (shown.id, shown.verified));
    answer.equal("organisation of its author", &shown, &Some((made.id.clone(), true)))?;
    post(&made.id, &other).refused(ProblemCode::NotAllowed)?;
    post(suite.unknown_id(), &delegate).wrong("organisation unknown")?;
    let pending = register(suite, &delegate, "Not yet checked")?;
    post(&pending.id, &delegate).refused(ProblemCode::WrongState)?;
    // For who is not of it, a pending one is not there.
    post(&pending.id, &other).wrong("organisation unknown")
}

fn votes(suite: &Suite) -> Held {
    let (made, delegate, _) = checked(suite, "Coast guard friends")?;
    let (other, thread) = (suite.participant(2)?, suite.opinion()?);
    let one = suite.submit(&thread, &other, "Voted on by an organisation")?;
    suite.vote(&one.id, &delegate, contract::VoteChoice::Disagree)?;
    let path = format!("/v1/submissions/{}/vote", one.id);
    let vote = |value: &str| json!({"value": value, "organisation": made.id});
    suite.put(&*path, &vote("agree")).by(&other).refused(ProblemCode::NotAllowed)?;
    for (value, expected) in [("pass", (0, 1)), ("agree", (1, 0)), ("agree", (1, 0))] {
        let answer = suite.put(&*path, &vote(value)).by(&delegate).send()?.is(200)?;
        let result: VoteResult = answer.read()?;
        let tally = result.tally.ok_or_else(|| answer.fail("a tally"))?;
        let told = (tally.organisations.agree, tally.organisations.pass);
        answer.equal("votes of organisations", &told, &expected)?;
        let of_people = (tally.agree, tally.disagree, tally.participants);
        answer.equal("votes of people", &of_people, &(0, 1, 1))?;
        let own = (result.my_vote, result.organisation_votes.len());
        answer.equal(
            "one's own vote and theirs",
            &own,
            &(Some(contract::VoteChoice::Disagree), 1),
        )?;
    }
    if suite.offers(Capability::Export) {
        let answer =
            suite.get(format!("/v1/threads/{}/export.json", thread.slug)).send()?.is(200)?;
        let export: Export = answer.read()?;
        let of = |votes: &[contract::ExportedVote]| {
            votes.iter().filter(|vote| vote.submission == one.reference).count()
        };
        let told = (of(&export.votes), of(&export.organisation_votes));
        answer.equal("votes of people and of organisations", &told, &(1, 1))?;
    }
    let back = format!("{path}?organisation={}", made.id);
    let answer = suite.delete(back).by(&delegate).send()?.is(200)?;
    let tally = answer
        .read::<VoteResult>()?
        .tally
        .map(|tally| (tally.organisations.agree, tally.participants));
    answer.equal("votes of organisations and people", &tally, &Some((0, 1)))
}
