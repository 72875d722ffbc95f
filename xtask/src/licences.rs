//! Holds the licences, bans and sources of `deny.toml` over `Cargo.lock`, without a further tool.

use anyhow::{Context, Result};

use crate::arrows::metadata;
use crate::project::Project;

/// Every package that `deny.toml` does not let in, as a sentence.
pub(crate) fn wrong(project: &Project) -> Result<Vec<String>> {
    let deny: toml::Table = std::fs::read_to_string(project.root.join("deny.toml"))?.parse()?;
    let allowed: Vec<&str> = strings(&deny["licenses"]["allow"]).collect();
    let banned = deny["bans"]["deny"].as_array().context("deny.toml has no list of bans")?;
    let metadata = metadata(project)?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        let name = package["name"].as_str().unwrap_or_default();
        if let Some(ban) = banned.iter().find(|ban| ban["name"].as_str() == Some(name)) {
            let reason = ban["reason"].as_str().unwrap_or_default();
            let wrappers: Vec<&str> = ban.get("wrappers").into_iter().flat_map(strings).collect();
            let users: Vec<&str> = users(&metadata, name).collect();
            for user in users.iter().filter(|user| !wrappers.contains(user)) {
                wrong.push(format!("{name} is banned, and {user} uses it: {reason}"));
            }
        }
        match package["source"].as_str() {
            None => continue,
            Some(source) if source.starts_with("registry+") || source.starts_with("sparse+") => {}
            Some(source) => wrong.push(format!("{name} comes from {source}")),
        }
        let licence = package["license"].as_str().unwrap_or_default();
        if !satisfied(licence, &allowed) {
            wrong
                .push(format!("{name} has the licence {licence:?}, which deny.toml does not list"));
        }
    }
    Ok(wrong)
}

/// The packages that depend on one, with the features that are in use.
fn users<'a>(metadata: &'a serde_json::Value, name: &'a str) -> impl Iterator<Item = &'a str> {
    let packages = || metadata["packages"].as_array().into_iter().flatten();
    let named = move |id: &serde_json::Value| {
        packages().find(|package| package["id"] == *id)?["name"].as_str()
    };
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    nodes
        .filter(move |node| {
            let deps = node["deps"].as_array().into_iter().flatten();
            deps.into_iter().any(|dep| named(&dep["pkg"]) == Some(name))
        })
        .filter_map(move |node| named(&node["id"]))
}

fn strings(list: &toml::Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(toml::Value::as_str)
}

/// Whether an SPDX expression can be met with the allowed licences. `/` is the old spelling of
/// `OR`; AND binds more tightly than OR.
fn satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = any(&words, allowed);
    met && rest.is_empty()
}

fn any<'a, 'b>(words: &'a [&'b str], allowed: &[&str]) -> (bool, &'a [&'b str]) {
    let (mut met, mut rest) = all(words, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        let (also, left) = all(after, allowed);
        met |= also;
        rest = left;
    }
    (met, rest)
}

fn all<'a, 'b>(words: &'a [&'b str], allowed: &[&str]) -> (bool, &'a [&'b str]) {
    let (mut met, mut rest) = one(words, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        let (also, left) = one(after, allowed);
        met &= also;
        rest = left;
    }
    (met, rest)
}

fn one<'a, 'b>(words: &'a [&'b str], allowed: &[&str]) -> (bool, &'a [&'b str]) {
    match words {
        ["(", inner @ ..] => {
            let (met, rest) = any(inner, allowed);
            (met, rest.strip_prefix(&[")"]).unwrap_or(rest))
        }
        [name, "WITH", exception, rest @ ..] => {
            (allowed.contains(&format!("{name} WITH {exception}").as_str()), rest)
        }
        [name, rest @ ..] => (allowed.contains(name), rest),
        [] => (false, words),
    }
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    #[test]
    fn expressions() {
        let allowed = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(GPL-3.0 OR Apache-2.0) AND Unicode-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("", false),
        ] {
            assert_eq!(satisfied(expression, &allowed), expected, "{expression}");
        }
    }
}
