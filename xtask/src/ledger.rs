//! The ledger of what a first visit loads: docs/size.md.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::build::{Mode, build};
use crate::project::Project;

/// Two builds of one source may differ by a little, as the compiler's symbols hold paths.
const TOLERANCE_PERCENT: u64 = 2;

/// What one kind of person loads when they come for the first time.
struct Visit {
    /// Heading of its table.
    title: &'static str,
    /// Brotli 11, bytes. A real page load with its first data is held in tests/budgets.
    limit: u64,
    /// Parts: what each is called, and where it is.
    parts: &'static [(&'static str, Place)],
}

/// Where a file of `dist/` is.
enum Place {
    /// Under its own name.
    Plain(&'static str),
    /// Under a name with a hash, which the manifest knows by this one.
    Hashed(&'static str),
}
use Place::{Hashed, Plain};

const VISITS: [Visit; 4] = [
    Visit {
        title: "The widget",
        limit: 160_000,
        parts: &[
            ("loader", Plain("open-forum.js")),
            ("glue of wasm-bindgen", Hashed("open-forum.js")),
            ("widget (WebAssembly)", Hashed("open-forum_bg.wasm")),
            ("style", Hashed("style.css")),
            ("Thai", Hashed("locale-th.json")),
            ("live events, 3 s later", Hashed("live.js")),
        ],
    },
    Visit {
        title: "The moderators' desk",
        limit: 260_000,
        parts: &[
            ("moderation: page", Plain("desk.html")),
            ("moderation: style of the page", Plain("desk.css")),
            ("moderation: loader", Plain("desk.js")),
            ("moderation: glue of wasm-bindgen", Hashed("desk-moderation.js")),
            ("moderation (WebAssembly)", Hashed("desk-moderation_bg.wasm")),
            ("moderation: style shared with the widget", Hashed("desk-base.css")),
            ("moderation: own style", Hashed("desk.css")),
            ("moderation: Thai", Hashed("desk-locale-moderation-th.json")),
        ],
    },
    Visit {
        title: "The officials' desk: what is owed, and answers",
        limit: 260_000,
        parts: &[
            ("answers: page", Plain("desk.html")),
            ("answers: style of the page", Plain("desk.css")),
            ("answers: loader", Plain("desk.js")),
            ("answers: glue of wasm-bindgen", Hashed("desk-answers.js")),
            ("answers (WebAssembly)", Hashed("desk-answers_bg.wasm")),
            ("answers: style shared with the widget", Hashed("desk-base.css")),
            ("answers: own style", Hashed("desk.css")),
            ("answers: Thai", Hashed("desk-locale-answers-th.json")),
        ],
    },
    Visit {
        title: "The desk's rest: consultations, announcements, awards, patterns and the audit trail",
        limit: 260_000,
        parts: &[
            ("forum: page", Plain("desk.html")),
            ("forum: style of the page", Plain("desk.css")),
            ("forum: loader", Plain("desk.js")),
            ("forum: glue of wasm-bindgen", Hashed("desk-forum.js")),
            ("forum (WebAssembly)", Hashed("desk-forum_bg.wasm")),
            ("forum: style shared with the widget", Hashed("desk-base.css")),
            ("forum: own style", Hashed("desk.css")),
            ("forum: Thai", Hashed("desk-locale-forum-th.json")),
        ],
    },
];

/// One file of the ledger.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    what: String,
    raw: u64,
    brotli: u64,
    gzip: u64,
}

/// Writes docs/size.md afresh.
pub(crate) fn write(project: &Project) -> Result<()> {
    build(project, Mode::Full)?;
    let mut tables = Vec::new();
    for visit in &VISITS {
        tables.push((visit, measure(project, visit)?));
    }
    let page = page(&tables);
    print!("{page}");
    Ok(std::fs::write(project.root.join("docs/size.md"), page)?)
}

/// Fails over a budget, or when docs/size.md says something else than what is built.
pub(crate) fn check(project: &Project) -> Result<()> {
    build(project, Mode::Full)?;
    let committed = std::fs::read_to_string(project.root.join("docs/size.md"))
        .context("docs/size.md is missing; `cargo xtask size` writes it")?;
    for visit in &VISITS {
        let parts = measure(project, visit)?;
        let Visit { title, limit, .. } = visit;
        let total: u64 = parts.iter().map(|part| part.brotli).sum();
        println!("{title}, in Thai: {total} bytes of code, style and words, of {limit}");
        ensure!(total <= *limit, "{} bytes over the budget", total - limit);
        stale(&committed, &parts)?;
    }
    Ok(())
}

/// Fails where a ledger says something else of a part than what it is.
fn stale(committed: &str, parts: &[Part]) -> Result<()> {
    for part in parts {
        let Some(told) = told(committed, &part.what) else {
            bail!("docs/size.md does not name {}; run `cargo xtask size`", part.what);
        };
        if told.abs_diff(part.brotli) * 100 > part.brotli * TOLERANCE_PERCENT {
            bail!(
                "docs/size.md says {told} bytes for {}, which has {}; run `cargo xtask size`",
                part.what,
                part.brotli
            );
        }
    }
    Ok(())
}

fn measure(project: &Project, visit: &Visit) -> Result<Vec<Part>> {
    let dist = project.dist();
    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(dist.join("asset-manifest.json"))?)?;
    let part = |(what, place): &(&str, Place)| {
        let path = match place {
            Plain(path) => *path,
            Hashed(key) => {
                manifest[*key].as_str().with_context(|| format!("{key} is not built"))?
            }
        };
        let size = |ending: &str| -> Result<u64> {
            Ok(std::fs::metadata(dist.join(format!("{path}{ending}")))?.len())
        };
        Ok(Part {
            what: (*what).to_owned(),
            raw: size("")?,
            brotli: size(".br")?,
            gzip: size(".gz")?,
        })
    };
    visit.parts.iter().map(part).collect()
}

fn page(tables: &[(&Visit, Vec<Part>)]) -> String {
    let mut page = String::from(
        "# What a first visit loads\n\n\
         Generated by `cargo xtask size`, in bytes; `cargo xtask test budgets` fails when it is stale or a\n\
         budget is spent. The first page of data comes on top: the whole of a real page load is held to the\n\
         same budget in tests/budgets.\n",
    );
    for (Visit { title, limit, .. }, parts) in tables {
        let _ = write!(
            page,
            "\n## {title}\n\nBudget: {limit}.\n\n\
             | part | brotli 11 | gzip 9 | as it is |\n| --- | ---: | ---: | ---: |\n"
        );
        let mut sum = Part { what: "**all**".into(), raw: 0, brotli: 0, gzip: 0 };
        for part in parts {
            row(&mut page, part);
            sum.raw += part.raw;
            sum.brotli += part.brotli;
            sum.gzip += part.gzip;
        }
        row(&mut page, &sum);
    }
    page
}

fn row(page: &mut String, part: &Part) {
    let Part { what, raw, brotli, gzip } = part;
    let _ = writeln!(page, "| {what} | {brotli} | {gzip} | {raw} |");
}

/// The brotli size that a ledger tells of a part.
fn told(ledger: &str, what: &str) -> Option<u64> {
    let row = ledger.lines().find_map(|line| line.strip_prefix(&format!("| {what} | ")))?;
    row.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(what: &str, raw: u64) -> Part {
        Part { what: what.into(), raw, brotli: raw / 3, gzip: raw / 2 }
    }

    #[test]
    fn a_page_tells_what_was_measured() {
        let page = page(&[
            (&VISITS[0], vec![part("loader", 9), part("style", 90)]),
            (&VISITS[1], vec![part("moderation: loader", 300)]),
        ]);
        assert_eq!(told(&page, "loader"), Some(3));
        assert_eq!(told(&page, "style"), Some(30));
        assert_eq!(told(&page, "**all**"), Some(33));
        assert_eq!(told(&page, "moderation: loader"), Some(100));
        assert_eq!(told(&page, "fonts"), None);
        assert!(stale(&page, &[part("style", 90)]).is_ok());
        assert!(stale(&page, &[part("style", 93)]).is_err());
        assert!(stale(&page, &[part("fonts", 93)]).is_err());
    }

    #[test]
    fn no_two_parts_have_one_name() {
        let mut names: Vec<_> =
            VISITS.iter().flat_map(|visit| visit.parts.iter().map(|(what, _)| *what)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
