//! The tally: separate bars with their figures as text, and a table by sector.

use contract::{Capability, SectorTally, Tally, VotingMode};

use super::{
    Cx, Get,
    dom::{El, div, el, live, p, put_text, set, span, style},
};
use crate::i18n::{Key, Plural};

/// Agree, disagree and pass, kept as `tally` says: people, and beside them
/// organisations where any has voted; `hidden` says in words why there is none
/// to see.
#[must_use]
pub fn bars(cx: &Cx, tally: Get<Option<Tally>>, hidden: &str) -> El {
    let i18n = cx.i18n;
    let none = p("meta", "");
    let heads = [Key::TallyHeadPeople, Key::TallyHeadOrganisations].map(|key| i18n.t(key));
    let head = |text: &str| span("tally-head", text).attr("aria-hidden", "true");
    let [people, organisations] = heads.each_ref().map(|text| head(text));
    let mut grid = div("tally").add(people.clone()).add(organisations.clone());
    let mut rows = Vec::new();
    for (key, class) in [
        (Key::VoteAgree, "bar bar-agree"),
        (Key::VoteDisagree, "bar bar-disagree"),
        (Key::VotePass, "bar bar-pass"),
    ] {
        let (fill, count, share) = (el("span", ""), el("span", ""), el("small", ""));
        let (whose, others) = (span("sr", ""), el("span", "tally-n tally-orgs"));
        grid = grid
            .add(span("", &i18n.t(key)))
            .add(el("span", class).attr("aria-hidden", "true").add(fill.clone()))
            .add(el("span", "tally-n").add(count.clone()).add(share.clone()).add(whose.clone()))
            .add(others.clone());
        rows.push((fill.0, count.0, share.0, whose.0, others));
    }
    let (grid_element, none_element, hidden) = (grid.0.clone(), none.0.clone(), hidden.to_owned());
    live(move || {
        let tally = tally();
        let with = tally.as_ref().is_some_and(|tally| {
            let votes = tally.organisations;
            votes.agree + votes.disagree + votes.pass > 0
        });
        let empty = tally.as_ref().is_none_or(|tally| tally.participants == 0) && !with;
        set(&grid_element, "hidden", empty.then_some(""));
        set(&grid_element, "class", Some(if with { "tally tally-two" } else { "tally" }));
        set(&none_element, "hidden", (!empty).then_some(""));
        for head in [&people.0, &organisations.0] {
            set(head, "hidden", (!with).then_some(""));
        }
        let Some(tally) = tally else {
            put_text(&none_element, &hidden);
            return;
        };
        put_text(&none_element, &i18n.t(Key::TallyNone));
        let all = f64::from(tally.participants.max(1));
        let votes = tally.organisations;
        let counts = [
            (tally.agree, votes.agree),
            (tally.disagree, votes.disagree),
            (tally.pass, votes.pass),
        ];
        let [people, organisations] = heads.each_ref();
        for ((fill, count, share, whose, others), (n, by)) in rows.iter().zip(counts) {
            // More than all is nonsense of a backend, and no longer bar.
            let part = (f64::from(n) / all).min(1.0);
            style(fill, "inline-size", &percent(part));
            style(fill, "min-inline-size", if n == 0 { "0" } else { "2px" });
            put_text(count, &i18n.number(n.into()));
            put_text(share, &[" · ", &i18n.percent(part)].concat());
            put_text(whose, &if with { [" ", people, ", "].concat() } else { String::new() });
            set(&others.0, "hidden", (!with).then_some(""));
            put_text(&others.0, "");
            if with {
                let _ = others
                    .clone()
                    .text(&i18n.number(by.into()))
                    .add(span("sr", &[" ", organisations, ". "].concat()));
            }
        }
    });
    div("").add(grid).add(none)
}

/// A column of the table: its head, and what stands in it.
type Column = (Key, fn(&SectorTally) -> u32);

/// How many people voted, how broad the agreement is, and the votes by sector.
#[must_use]
pub fn by_sector(cx: &Cx, mode: VotingMode, tally: &Tally) -> El {
    let t = |key| cx.i18n.t(key);
    let people = p("meta", &cx.i18n.plural(Plural::TallyPeople, tally.participants.into()));
    let mut part = div("stack").add(people);
    if !cx.can(Capability::ExactTotals) {
        part = part.add(p("meta", &t(Key::TallyEstimate)));
    }
    if let Some(broad) = tally.broad.filter(|_| cx.can(Capability::Sectors)) {
        let value = cx.i18n.number(whole_percent(broad));
        part = part.add(
            p("meta", &cx.i18n.t_with(Key::TallyBroad, &[("value", &value)]))
                .add(el("br", ""))
                .text(&t(Key::TallyBroadHint)),
        );
    }
    if tally.by_sector.is_empty() || !cx.can(Capability::Sectors) {
        return part;
    }
    let columns: &[Column] = match mode {
        VotingMode::Opinion => &[
            (Key::VoteAgree, |cell| cell.agree),
            (Key::VoteDisagree, |cell| cell.disagree),
            (Key::VotePass, |cell| cell.pass),
        ],
        VotingMode::Support => &[(Key::VoteSupport, |cell| cell.support)],
    };
    let head = columns
        .iter()
        .fold(el("tr", "").add(column_head(&t(Key::TallySector))), |row, (key, _)| {
            row.add(column_head(&t(*key)))
        });
    let mut body = el("tbody", "");
    let mut few = Vec::new();
    for (sector, cell) in in_order(cx, tally) {
        let name = if sector.is_empty() { t(Key::TallyUnknownSector) } else { cx.sector(sector) };
        let Some(cell) = cell else {
            few.push(name);
            continue;
        };
        let mut row = el("tr", "").add(el("th", "").attr("scope", "row").text(&name));
        for (_, pick) in columns {
            row = row.add(el("td", "").text(&cx.i18n.number(pick(cell).into())));
        }
        body = body.add(row);
    }
    let mut inside = div("more-body stack");
    if few.len() < tally.by_sector.len() {
        let table = el("table", "table").add(el("thead", "").add(head)).add(body);
        inside = inside.add(
            div("table-wrap")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", &t(Key::TallyBySector))
                .add(table),
        );
    }
    if !few.is_empty() {
        inside =
            inside.add(p("meta", &cx.i18n.t_with(Key::TallyFew, &[("names", &few.join(" · "))])));
    }
    part.add(
        el("details", "more")
            .add(el("summary", "").add(span("", &t(Key::TallyBySector))))
            .add(inside),
    )
}

/// The cells in the forum's order of sectors, then those that it does not
/// know.
fn in_order<'a>(
    cx: &'a Cx,
    tally: &'a Tally,
) -> impl Iterator<Item = (&'a str, Option<&'a SectorTally>)> {
    let terms = &cx.forum.sectors;
    let known = terms.iter().filter_map(|term| tally.by_sector.get_key_value(term.id.as_str()));
    let others = tally
        .by_sector
        .iter()
        .filter(move |(sector, _)| !terms.iter().any(|term| term.id == **sector));
    known.chain(others).map(|(sector, cell)| (sector.as_str(), cell.as_ref()))
}

fn column_head(text: &str) -> El {
    el("th", "").attr("scope", "col").text(text)
}

/// A length of a bar, to a tenth of a per cent. (Writing an `f64` as text costs
/// 14 kB of wasm.)
fn percent(share: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
    let tenths = (share * 1000.0) as u32;
    [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), "%"].concat()
}

/// A bar towards a goal, with the goal in words.
#[must_use]
pub fn goal(cx: &Cx, supports: u32, at: u32) -> Option<El> {
    let left = at.checked_sub(supports).filter(|left| *left > 0)?;
    let fill = el("span", "");
    style(&fill.0, "inline-size", &percent(f64::from(supports) / f64::from(at)));
    Some(
        div("goal")
            .add(el("span", "bar bar-goal").attr("aria-hidden", "true").add(fill))
            .add(p("meta", &cx.i18n.plural(Plural::ResponseToGo, left.into()))),
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share from 0 to 1, and the cast saturates"
)]
fn whole_percent(share: f64) -> u64 {
    (share * 100.0).round() as u64
}
