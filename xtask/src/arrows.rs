//! Who may know whom (ARCHITECTURE.md): between packages by Cargo's own graph, inside the widget
//! by what its files name.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build::files_under;
use crate::project::{Project, output};

/// What each package of the workspace may depend on within it.
const PACKAGES: [(&str, &[&str]); 14] = [
    ("contract", &[]),
    ("rules", &["contract"]),
    ("storage", &["contract", "rules"]),
    ("storage-sql", &["contract", "rules", "storage"]),
    ("storage-sqlite", &["storage", "storage-sql"]),
    ("storage-postgres", &["storage", "storage-sql"]),
    ("postgres-cluster", &[]),
    ("postgrest-checks", &["contract", "postgres-cluster"]),
    ("server", &["contract", "rules", "storage", "storage-postgres", "storage-sqlite"]),
    ("conformance", &["contract", "rules"]),
    ("messages", &[]),
    ("open-forum", &["contract", "messages", "rules"]),
    ("open-forum-desk", &["contract", "messages", "rules"]),
    ("xtask", &["postgres-cluster"]),
];

/// Packages that the participants' module must not ask for, with the reason. (Leptos itself names
/// some of them for its server half, which the linker leaves out.)
const TOO_HEAVY: [(&str, &str); 7] = [
    ("chrono", "dates are the browser's Intl"),
    ("icu_normalizer", "normalisation is the browser's"),
    ("pulldown-cmark", "two thirds of all the rest; rules has a parser of what we allow"),
    ("regex", "150 kB for what a loop does"),
    ("reqwest", "gloo-net asks the browser"),
    ("unicode-normalization", "normalisation is the browser's"),
    ("leptos_router", "takes over the host's history"),
];

/// `(files under, may not name, why)`, for modules of the widget.
const MODULES: [(&str, &[&str], &str); 3] = [
    (
        "src/components",
        &["state", "backend", "screens"],
        "components know neither state nor backend",
    ),
    ("src/state", &["screens", "components"], "state does not know how it is shown"),
    ("src/backend", &["screens", "components", "state"], "the port knows nobody above it"),
];

/// How the backend is reached. Screens may name its shapes (an error, a query), and only `state`
/// calls it; `element` chooses which one it is.
const CALLS: [&str; 4] = [".backend()", "dyn Backend", "backend::rest", "backend::browser"];

/// Every arrow that points the wrong way, as a sentence; empty when all is well.
pub(crate) fn wrong(project: &Project) -> Result<Vec<String>> {
    let mut wrong = packages(&metadata(project)?)?;
    wrong.extend(weight(project)?);
    for (folder, banned, why) in MODULES {
        let mut files = Vec::new();
        files_under(&project.root.join(folder), &mut files)?;
        for file in files {
            let text = std::fs::read_to_string(&file)?;
            for name in named(&text, banned) {
                let shown = file.strip_prefix(&project.root).unwrap_or(Path::new(folder));
                wrong.push(format!("{} names crate::{name}: {why}", shown.display()));
            }
        }
    }
    let mut files = Vec::new();
    for folder in ["src/screens", "src/components", "src/events.rs", "src/i18n.rs"] {
        files_under(&project.root.join(folder), &mut files)?;
    }
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        for call in CALLS.iter().filter(|call| text.contains(**call)) {
            wrong.push(format!("{} has {call}: only state calls the backend", file.display()));
        }
    }
    Ok(wrong)
}

/// The workspace as Cargo sees it.
pub(crate) fn metadata(project: &Project) -> Result<Value> {
    let text =
        output(project.cargo().args(["metadata", "--format-version=1", "--locked", "--offline"]))
            .or_else(|_| output(project.cargo().args(["metadata", "--format-version=1"])))?;
    Ok(serde_json::from_str(&text)?)
}

fn packages(metadata: &Value) -> Result<Vec<String>> {
    let members = metadata["workspace_members"].as_array().context("no members")?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        if !members.contains(&package["id"]) {
            continue;
        }
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = PACKAGES.iter().find(|(known, _)| *known == name) else {
            wrong.push(format!("the package {name} has no place in xtask/src/arrows.rs"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            // Tests may lean on anything that stands below or beside.
            let inside = PACKAGES.iter().any(|(known, _)| *known == to);
            if inside && dependency["kind"] != "dev" && !allowed.contains(&to) {
                wrong.push(format!("{name} depends on {to}"));
            }
        }
    }
    Ok(wrong)
}

fn weight(project: &Project) -> Result<Vec<String>> {
    let tree = output(project.cargo().args([
        "tree",
        "--package=open-forum",
        "--package=contract",
        "--package=rules",
        "--target=wasm32-unknown-unknown",
        "--edges=normal,no-proc-macro",
        "--prefix=none",
        "--depth=1",
        "--format={p}",
    ]))?;
    Ok(TOO_HEAVY
        .iter()
        .filter(|(name, _)| tree.lines().any(|line| line.split(' ').next() == Some(*name)))
        .map(|(name, why)| format!("the widget depends on {name}: {why}"))
        .collect())
}

/// Which of the banned modules a source file names by `crate::x`, alone or in a group.
fn named<'a>(source: &str, banned: &[&'a str]) -> Vec<&'a str> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        let group = after.trim_start().strip_prefix('{').map(top_level);
        let names = group.unwrap_or_else(|| vec![first_word(after)]);
        found.extend(banned.iter().filter(|name| names.contains(name)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The first word of every entry of a `use` group: `a::{b, c}, d::e}` gives a and d.
fn top_level(group: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut start = 0;
    let mut names = Vec::new();
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(first_word(group.get(start..at).unwrap_or_default()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(first_word(group.get(start..at).unwrap_or_default()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_what_a_file_names() {
        let banned = ["state", "backend"];
        assert_eq!(named("use crate::state::Thread;", &banned), ["state"]);
        assert_eq!(named("use crate::{i18n::{a, state}, backend::Port};", &banned), ["backend"]);
        assert_eq!(named("let x = crate::backend::rest();", &banned), ["backend"]);
        assert!(named("// crate::state is for screens\nuse crate::statement;", &banned).is_empty());
    }

    #[test]
    fn an_arrow_the_wrong_way_is_told() {
        let metadata = json!({
            "workspace_members": ["r", "x"],
            "packages": [
                {"id": "r", "name": "rules", "dependencies": [
                    {"name": "contract", "kind": null},
                    {"name": "server", "kind": "dev"},
                    {"name": "storage", "kind": null},
                ]},
                {"id": "x", "name": "stranger", "dependencies": []},
            ],
        });
        let wrong = packages(&metadata).unwrap();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert_eq!(wrong[0], "rules depends on storage");
    }
}
