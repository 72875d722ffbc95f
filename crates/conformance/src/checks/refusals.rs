//! Decisions that are refused, and many at once.

use std::thread;

use contract::{Action, BatchResult, Capability, ProblemCode, State, Submission};
use serde_json::{Value, json};

use super::{
    MODERATE, Source, check,
    moderation::{ask, decision, published, reason, stands, waiting},
};
use crate::{
    Check,
    content::{is_published, merge},
    fail::Held,
    suite::{FINE, Suite},
};

const DECIDE: Source = Source::Operation("create_decision");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Moderation];

pub(super) const CHECKS: &[Check] = &[
    check(
        "moderation.reasons",
        MODERATE,
        NEEDS,
        DECIDE,
        "Who rejects or hides gives one of the forum's reasons for it; what else does not fit is 422.",
        reasons,
    ),
    check(
        "moderation.follows",
        MODERATE,
        NEEDS,
        DECIDE,
        "What does not follow from how a thing stands is 409 wrong-state, an older version 412, an unknown thing 404.",
        follows,
    ),
    check(
        "moderation.at-once",
        MODERATE,
        NEEDS,
        DECIDE,
        "Of two moderators who decide at once one is told that it was decided.",
        at_once,
    ),
    check(
        "moderation.own-case",
        MODERATE,
        NEEDS,
        DECIDE,
        "Nobody decides about what they wrote: 403 own-case.",
        own_case,
    ),
    check(
        "moderation.batch",
        MODERATE,
        NEEDS,
        Source::Operation("create_decisions"),
        "A batch decides about each thing for itself, and says what became of it.",
        batch,
    ),
];

fn reasons(suite: &Suite) -> Held {
    let (_, one, _, moderator) = published(suite, "Hidden without a reason")?;
    let draft = |action: &str, with: Value| {
        let mut draft = json!({"target": {"kind": "submission", "id": one.id}, "action": action});
        merge(&mut draft, with);
        draft
    };
    let most = contract::Limits::MODERATION_TEXT_MAX as usize + 1;
    for (draft, field) in [
        (draft("hide", json!({})), "reason required"),
        (draft("hide", json!({"reason": "conformance"})), "reason unknown"),
        (draft("pin", json!({"reason": reason(suite, Action::Hide)?})), "reason invalid"),
        (draft("verify", json!({})), "action invalid"),
        (draft("burn", json!({})), "action unknown"),
        (draft("move", json!({})), "into required"),
        (draft("pin", json!({"into": one.thread_id})), "into invalid"),
        (draft("pin", json!({"note": "ก".repeat(most)})), "note too_long"),
        (draft("pin", json!({"moderator": "x"})), "moderator unknown"),
    ] {
        ask(suite, &moderator, &draft)?.wrong_field(field)?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.holds(is_published(&now) && !now.pinned, "nothing decided")
}

fn follows(suite: &Suite) -> Held {
    let (_, one, _, moderator) = waiting(suite, "It waits")?;
    let of = |id: &str, action| decision(suite, "submission", id, action);
    let hide = of(&one.id, Action::Hide)?;
    ask(suite, &moderator, &hide)?.problem(ProblemCode::WrongState)?;
    let restore = of(&one.id, Action::Restore)?;
    ask(suite, &moderator, &restore)?.problem(ProblemCode::WrongState)?;
    let mut stale = of(&one.id, Action::Approve)?;
    stale["version"] = json!(one.version + 1);
    ask(suite, &moderator, &stale)?.problem(ProblemCode::Stale)?;
    for id in [suite.unknown_id(), "x"] {
        ask(suite, &moderator, &of(id, Action::Approve)?)?.problem(ProblemCode::NotFound)?;
    }
    let approve = of(&one.id, Action::Approve)?;
    ask(suite, &moderator, &approve)?.is(201)?;
    ask(suite, &moderator, &approve)?.problem(ProblemCode::WrongState).map(drop)
}

fn at_once(suite: &Suite) -> Held {
    let second = suite.moderator(2)?;
    for round in 0..4 {
        let (_, one, author, first) = waiting(suite, &format!("Decided at once {round}"))?;
        let approve = decision(suite, "submission", &one.id, Action::Approve)?;
        let reject = decision(suite, "submission", &one.id, Action::Reject)?;
        let (one_answer, other) = thread::scope(|scope| {
            let approve = scope.spawn(|| ask(suite, &first, &approve));
            let reject = scope.spawn(|| ask(suite, &second, &reject));
            (approve.join(), reject.join())
        });
        let (Ok(approved), Ok(rejected)) = (one_answer, other) else { continue };
        let (approved, rejected) = (approved?, rejected?);
        let state = if approved.status == 201 {
            rejected.problem(ProblemCode::WrongState)?;
            State::Published
        } else {
            approved.problem(ProblemCode::WrongState)?;
            rejected.is(201)?;
            State::Hidden
        };
        stands(suite, &one.id, &author, state)?;
    }
    FINE
}

fn own_case(suite: &Suite) -> Held {
    use contract::Role;
    let wanted = suite.wanted("author and moderator", &[Role::Participant, Role::Moderator]);
    let both = suite.made(&wanted)?;
    let thread = suite.plain()?;
    let one = suite.submit(&thread, &both, "Decided by its author")?;
    for action in [Action::Hide, Action::Pin] {
        let draft = decision(suite, "submission", &one.id, action)?;
        ask(suite, &both, &draft)?.problem(ProblemCode::OwnCase)?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.holds(is_published(&answer.read()?), "state published")
}

fn batch(suite: &Suite) -> Held {
    let (thread, one, author, moderator) = published(suite, "In a batch")?;
    let other = suite.submit(&thread, &author, "สะพานอีกแห่ง")?;
    let target = |id: &str| json!({"kind": "submission", "id": id});
    let draft = json!({
        "targets": [target(&one.id), target(suite.unknown_id()), target(&other.id)],
        "action": "hide", "reason": reason(suite, Action::Hide)?,
    });
    let answer =
        suite.post("/v1/moderation/decisions/batch", &draft).by(&moderator).send()?.is(200)?;
    let outcomes = answer.read::<BatchResult>()?.items;
    let told: Vec<_> = outcomes
        .iter()
        .map(|one| (one.decision.is_some(), one.problem.as_ref().and_then(contract::Problem::code)))
        .collect();
    let expected = [(true, None), (false, Some(ProblemCode::NotFound)), (true, None)];
    answer.equal("outcomes", &told, &expected.to_vec())?;
    for one in [&one, &other] {
        stands(suite, &one.id, &author, State::Hidden)?;
    }
    FINE
}
