//! Threads in which nobody's name is shown.

use contract::{Capability, Comment, ProblemCode, Submission};
use rules::anonymity::NOBODY;
use serde_json::json;

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    content::submissions_of,
    fail::Held,
    suite::{FINE, Suite},
};

const CREATE: Source = Source::Operation("create_thread");

pub(super) const CHECKS: &[Check] = &[
    check(
        "anonymity.nobody-named",
        PARTICIPATE,
        &[Capability::Submit],
        CREATE,
        "In an anonymous thread no answer, to whomever, names the author, their organisation, sector or country; their id is of zeros.",
        nobody_named,
    ),
    check(
        "anonymity.filters",
        PARTICIPATE,
        &[Capability::Submit],
        CREATE,
        "In an anonymous thread filters by sector and country find nothing; what is one's own is still found.",
        filters,
    ),
    check(
        "anonymity.kept",
        PARTICIPATE,
        &[],
        Source::Operation("change_thread"),
        "Names that are not shown stay so: taking it back is 403 promise-kept.",
        kept,
    ),
];

fn nobody_named(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.open(json!({"anonymous": true}))?;
    let me = suite.me(&author)?.author;
    let made = suite.submit(&thread, &author, "In confidence")?;
    let path = format!("/v1/submissions/{}", made.id);
    if suite.offers(Capability::Comments) {
        let body = json!({"body": "And more", "stance": "for"});
        suite.comment(&made.id, &author, &body)?;
    }
    let mut ways =
        vec![path.clone(), submissions_of(&thread), format!("/v1/threads/{}", thread.slug)];
    for (capability, way) in [
        (Capability::History, format!("{path}/history")),
        (Capability::Comments, format!("{path}/comments")),
        (Capability::Export, format!("/v1/threads/{}/export.json", thread.slug)),
        (Capability::Export, format!("/v1/threads/{}/export.csv", thread.slug)),
        (Capability::Similar, format!("/v1/threads/{}/similar?title=In+confidence", thread.slug)),
    ] {
        if suite.offers(capability) {
            ways.push(way);
        }
    }
    let others =
        [None, Some(&author), suite.moderator(1).ok().as_ref(), suite.official().ok().as_ref()]
            .map(Option::<&_>::cloned);
    for way in ways {
        for person in &others {
            let answer = suite.get(&*way).maybe_by(person.as_ref()).send()?.is(200)?;
            let text = answer.text();
            answer.holds(!text.contains(&me.id), "not the author's id")?;
            let named = !me.name.is_empty() && text.contains(&format!("\"{}\"", me.name));
            answer.holds(!named, "not the author's name")?;
        }
    }
    let answer = suite.get(path).by(&author).send()?.is(200)?;
    let one: Submission = answer.read()?;
    let masked = one.author.id == NOBODY && one.author.name.is_empty();
    answer.holds(masked, format!("an author {NOBODY} without a name"))?;
    let bare = one.author.sector.is_none()
        && one.author.country.is_none()
        && one.author.organisation.is_none();
    answer.holds(bare, "no sector, country or organisation")?;
    answer.holds(one.mine, "mine true for its author")?;
    let comments = suite.get(format!("/v1/submissions/{}/comments", made.id)).send()?.is(200)?;
    let all = comments.read::<contract::Page<Comment>>()?.items;
    comments.holds(all.iter().all(|one| one.author.id == NOBODY), "comments without names")
}

fn filters(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let me = suite.me(&author)?.author;
    let thread = suite.open(json!({"anonymous": true}))?;
    let made = suite.submit(&thread, &author, "In confidence")?;
    for (name, word) in [("sector", me.sector), ("country", me.country)] {
        let Some(word) = word else { continue };
        let path = format!("{}?{name}={word}", submissions_of(&thread));
        let answer = suite.get(path).send()?.is(200)?;
        let found = answer.read::<contract::Page<Submission>>()?.items.len();
        answer.equal("submissions", &found, &0)?;
    }
    let path = format!("{}?author=me", submissions_of(&thread));
    let answer = suite.get(path).by(&author).send()?.is(200)?;
    let own = answer.read::<contract::Page<Submission>>()?.items;
    answer.holds(own.iter().any(|one| one.id == made.id), "one's own")
}

fn kept(suite: &Suite) -> Held {
    let official = suite.official()?;
    let thread = suite.open(json!({"anonymous": true}))?;
    let path = format!("/v1/threads/{}", thread.id);
    let back = suite.patch(&*path, &json!({"anonymous": false})).by(&official);
    back.refused(ProblemCode::PromiseKept)?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.equal("anonymous", &answer.read::<contract::Thread>()?.anonymous, &true)?;
    FINE
}
