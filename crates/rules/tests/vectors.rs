//! What the rules answer to fixed questions, as a file: backends in other
//! languages hold their own rules against it (`tests/wordpress/rules.php`).
//!
//! `UPDATE_VECTORS=1 cargo test -p rules --test vectors` writes it afresh.

use std::{collections::BTreeMap, fs, path::Path};

use contract::{Action, Phase, ResultsRule, SectorTally, State, VotingMode};
use rules::{
    Normalizer, decisions, link,
    phases::{self, Schedule},
    ranking, reference, reports, results, search,
    similarity::Profile,
    tally, text, time, validate,
};
use serde_json::{Value, json};

const N: &Normalizer = &Normalizer::UNICODE;

/// Texts of many scripts, and some that are meant to break things.
const TEXTS: [&str; 40] = [
    "",
    " \u{200b}\u{a0}\t\n",
    "plain",
    "Two  words\n and more",
    "e\u{301}",
    "é",
    "น้ำ",
    "น้ํา",
    "นํ้า",
    "เเม่น้ำ แม่น้ำ",
    "๒๕๖๔ ၂၀၂၁ ២០២១ ໒໐໒໑ ௨௦௨௧",
    "👩\u{200d}👩\u{200d}👧 👍🏽🇹🇭",
    "\u{1100}\u{1161}\u{11a8}",
    "ＦＯＲＵＭ ﬁn Ⅷ",
    "Đường Việt Nam café RÉSUMÉ",
    "ขอให้มีศูนย์ดูแลผู้สูงอายุในหมู่บ้าน ฿100",
    "ສະບາຍດີ ນ້ຳ",
    "សួស្តី ខ្មែរ",
    "မင်္ဂလာပါ မြန်မာ",
    "வணக்கம் தமிழ்",
    "我们应该让这个国家",
    "これは日本語のぶんです",
    "Day care for older persons",
    "Day-care centres for older people",
    "OF-7K2-93QD",
    " of 7k2 93qd ",
    "OF‑OIL–000L",
    "OF-7K2-93QU",
    "https://example.go.th",
    "HTTP://EXAMPLE.org/a?b=c#d",
    "https://[::1]:8080/",
    "https://ไทย.ไทย/ฟอรัม",
    "mailto:forum@example.org?subject=x",
    "mailto:@",
    "https:///path",
    "javascript:alert(1)",
    " https://example.org",
    "https://example.org/\u{202e}gpj.exe",
    "\u{fe0f}\u{e0001}\u{3164}",
    "1e1 == 10 && \\' \"%s\" <b>",
];

const TIMES: [&str; 14] = [
    "2021-08-26T03:42:00Z",
    "2021-08-26t03:42:00.123456z",
    "2021-08-26 10:42:00+07:00",
    "2021-08-26T03:42:60Z",
    "1969-12-31T23:59:59.001Z",
    "0000-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2021-02-30T00:00:00Z",
    "2021-13-01T00:00:00Z",
    "2021-08-26T24:00:00Z",
    "2021-08-26T03:42:00",
    "2021-08-26T03:42:00.Z",
    "2021-08-26T03:42:00+24:00",
    "nonsense",
];

/// Numbers that look random and never change.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from(self.0 >> 33).expect("31 bits") % most
    }
}

fn texts() -> Value {
    let one = |text: &&str| {
        json!({
            "text": text,
            "length": N.length(text),
            "blank": text::is_blank(text),
            "one_line": text::one_line(text),
            "key": search::keys(text, N).loose,
            "link": link::is_allowed(text),
            "reference": reference::parse(text),
            "slug": validate::is_slug(text),
            "seed": ranking::seed_multiplier(text),
        })
    };
    TEXTS.iter().map(one).collect()
}

fn likeness() -> Value {
    let mut all = Vec::new();
    for (at, title) in TEXTS.iter().enumerate() {
        for other in TEXTS.iter().skip(at) {
            let (a, b) = (Profile::of(title, other, N), Profile::of(other, title, N));
            let value = a.similarity(&b);
            if value > 0.05 {
                all.push(json!([title, other, value]));
            }
        }
    }
    all.into()
}

fn tallies() -> Value {
    let sectors = ["academia", "business", "cso", "other", "resident"];
    let mut chance = Chance(7);
    let mut all = Vec::new();
    for round in 0..300 {
        let mut cells = BTreeMap::new();
        for sector in sectors.iter().chain(&["", "gone"]) {
            let most = [2, 4, 7, 30][round % 4];
            let mut count = || chance.below(most);
            let votes =
                SectorTally { agree: count(), disagree: count(), pass: count() / 2, support: 0 };
            if votes.participants() > 0 {
                cells.insert(*sector, votes);
            }
        }
        let published = tally::tally(
            sectors,
            cells.iter().map(|(sector, votes)| tally::Cell {
                sector: (!sector.is_empty()).then_some(*sector),
                votes: *votes,
            }),
        );
        all.push(json!({ "cells": cells, "tally": published }));
    }
    json!({ "sectors": sectors, "rounds": all })
}

fn phases() -> Value {
    let dates = [None, Some(10), Some(20), Some(30)];
    let mut all = Vec::new();
    for opens_at in dates {
        for voting_opens_at in dates {
            for closes_at in dates {
                let schedule =
                    Schedule { opens_at, voting_opens_at, closes_at, ..Schedule::default() };
                for now in [5, 10, 15, 20, 25, 30] {
                    all.push(json!([
                        opens_at,
                        voting_opens_at,
                        closes_at,
                        now,
                        schedule.phase(now)
                    ]));
                }
            }
        }
    }
    all.into()
}

fn permitted() -> Value {
    let actions = [
        (phases::Action::Submit, "submit"),
        (phases::Action::Edit, "edit"),
        (phases::Action::Vote, "vote"),
        (phases::Action::Comment, "comment"),
    ];
    let mut all = Vec::new();
    for phase in Phase::ALL.iter().filter(|phase| **phase != Phase::Answered) {
        let taken: Vec<_> = actions
            .iter()
            .filter(|(action, _)| phases::permits(*phase, *action))
            .map(|(_, word)| word)
            .collect();
        for rule in ResultsRule::ALL {
            let shown = [false, true].map(|voted| results::visible(*rule, *phase, voted));
            all.push(json!([phase, taken, rule, shown]));
        }
    }
    all.into()
}

fn decided() -> Value {
    let mut all = Vec::new();
    for action in Action::ALL {
        for state in State::ALL {
            for waits in [false, true] {
                let next = decisions::next_state(*action, *state, waits).ok();
                all.push(json!([action, state, waits, next]));
            }
        }
    }
    all.into()
}

fn reported() -> Value {
    let mut chance = Chance(11);
    let mut all = Vec::new();
    for _ in 0..100 {
        let sent: Vec<_> = (0..chance.below(8))
            .map(|_| {
                let reason = contract::FlagReason::ALL[chance.below(7) as usize];
                let sector = [None, Some("cso"), Some("business")][chance.below(3) as usize];
                (reason, chance.below(4), chance.below(4), sector)
            })
            .collect();
        let weighed: Vec<_> = sent
            .iter()
            .map(|(reason, right, wrong, sector)| reports::Report {
                reason: *reason,
                weight: reports::weight(*right, *wrong),
                organisation: None,
                sector: *sector,
            })
            .collect();
        let harm = reports::harm(weighed.iter().copied());
        all.push(json!({ "reports": sent, "harm": harm, "hides": reports::hide(&weighed) }));
    }
    all.into()
}

fn ranked() -> Value {
    let mut chance = Chance(13);
    let one = |_| {
        let (agree, disagree) = (chance.below(200), chance.below(200));
        let votes = SectorTally { agree, disagree, pass: 1, support: 3 };
        json!([agree, disagree, ranking::support_score(VotingMode::Opinion, &votes)])
    };
    (0..50).map(one).collect()
}

fn times() -> Value {
    let one = |text: &&str| {
        let ms = time::parse_ms(text);
        json!([text, ms, ms.map(time::format_ms)])
    };
    TIMES.iter().map(one).collect()
}

#[test]
fn the_file_says_what_the_rules_say() {
    let vectors = json!({
        "texts": texts(),
        "likeness": likeness(),
        "tallies": tallies(),
        "phases": phases(),
        "permitted": permitted(),
        "decided": decided(),
        "reported": reported(),
        "ranked": ranked(),
        "times": times(),
    });
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors.json");
    let wanted = serde_json::to_string(&vectors).expect("serialises") + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&file, &wanted).expect("written");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "stale: UPDATE_VECTORS=1 cargo test -p rules --test vectors");
}
