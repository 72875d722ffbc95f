//! The stages of `cargo xtask test`.

use std::process::Command;
use std::thread;

use anyhow::{Result, bail};
use postgres_cluster::{Cluster, Keeping, NoCluster};

use crate::build::{self, Mode, build};
use crate::count::{Count, counted};
use crate::programs::{self, Programs, Tests};
use crate::project::{Project, run};
use crate::server::{self, Running};
use crate::wordpress::{self, WordPress};
use crate::{adapters, arrows, conformance, ledger, licences, postgrest, tools};

/// A part of the whole check that can run alone.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) needs: Needs,
    /// Leaves a core idle for much of its time, and shares nothing with the others: in a whole
    /// check it goes on beside them.
    pub(crate) is_beside: bool,
    pub(crate) run: fn(&Project) -> Result<Count>,
}

/// What a stage runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Tools alone, and what it compiles for WebAssembly itself.
    Tools,
    /// What cargo makes of the workspace's tests.
    Programs,
    /// The shipped build too.
    Widget,
}

/// A stage of its turn.
const fn stage(
    name: &'static str,
    needs: Needs,
    about: &'static str,
    run: fn(&Project) -> Result<Count>,
) -> Stage {
    Stage { name, about, needs, is_beside: false, run }
}

/// A stage that a whole check runs beside the others.
const fn beside(
    name: &'static str,
    about: &'static str,
    run: fn(&Project) -> Result<Count>,
) -> Stage {
    Stage { name, about, needs: Needs::Programs, is_beside: true, run }
}

/// All of them, from quick to slow.
pub(crate) const STAGES: [Stage; 17] = [
    stage("fmt", Needs::Tools, "rustfmt has nothing to change", fmt),
    stage("arrows", Needs::Tools, "who may know whom (ARCHITECTURE.md)", held_arrows),
    stage("deny", Needs::Tools, "licences, bans and sources of deny.toml", deny),
    stage("clippy", Needs::Tools, "all and pedantic, native and wasm", clippy),
    stage("types", Needs::Tools, "what a page's author writes fits the widget's types", types),
    stage("unit", Needs::Programs, "tests beside the code, and examples in comments", unit),
    stage("storage", Needs::Programs, "the suite that every storage must pass", storage),
    beside(
        "postgrest",
        "the forum in SQL, on a PostgreSQL of its own; installs a REST server",
        postgrest::stage,
    ),
    stage("api", Needs::Programs, "the server as a client sees it: races, kill -9, import", api),
    beside(
        "conformance",
        "our server does what the contract says, on each database",
        conformance::stage,
    ),
    beside("fuzz", "schemathesis against the OpenAPI document", fuzz),
    stage("budgets", Needs::Widget, "the ledger of sizes, and a real first visit", budgets),
    stage("browser", Needs::Widget, "whole ways, hosts and failures in Chromium", browser),
    stage("desk", Needs::Widget, "sign-in, moderation and organisations in Chromium", desk),
    stage(
        "adapters",
        Needs::Widget,
        "the same behaviours through every adapter, and docs/adapters.md",
        adapters::check,
    ),
    stage("accessibility", Needs::Widget, "axe, keyboard, reflow, Thai", accessibility),
    stage(
        "wordpress",
        Needs::Widget,
        "the plugin in a real WordPress; installs Debian's PHP and MariaDB",
        wordpress,
    ),
];

fn fmt(project: &Project) -> Result<Count> {
    run(project.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Count::one())
}

/// What runs natively and what runs in a browser have a target folder each, so both are looked at
/// at the same time.
fn clippy(project: &Project) -> Result<Count> {
    tools::wasm_target()?;
    let mut native = project.cargo();
    native.args(["clippy", "--all-targets"]).args(programs::SELECTION);
    // Each feature is a module of its own.
    let [_, desk @ ..] = build::DESK_PARTS.map(|part| ("open-forum-desk", Some(part)));
    let widget = build::FEATURES.map(Some).into_iter().chain([None]);
    let modules = widget.map(|feature| ("open-forum", feature)).chain(desk);
    let wasm = modules.map(|(package, feature)| {
        let mut wasm = project.cargo_wasm();
        wasm.args(["clippy", "--package", package, "--target=wasm32-unknown-unknown"]);
        wasm.args(feature.map(|name| format!("--features={name}")));
        wasm
    });
    let wasm: Vec<_> = wasm.collect();
    thread::scope(|scope| {
        let beside = scope.spawn(|| strictly(wasm));
        let mut count = strictly(vec![native]);
        count += beside.join().unwrap_or_else(|_| Count::failure("clippy panicked".to_owned()));
        Ok(count)
    })
}

/// Commands of clippy's that complain of nothing.
fn strictly(commands: Vec<Command>) -> Count {
    let mut count = Count::default();
    for mut command in commands {
        count += match run(command.args(["--quiet", "--", "-D", "warnings"])) {
            Ok(()) => Count::one(),
            Err(error) => {
                println!("{error:#}");
                Count::failure(format!("{error:#}"))
            }
        };
    }
    count
}

fn deny(project: &Project) -> Result<Count> {
    told(&licences::wrong(project)?)
}

fn held_arrows(project: &Project) -> Result<Count> {
    told(&arrows::wrong(project)?)
}

fn told(wrong: &[String]) -> Result<Count> {
    if wrong.is_empty() { Ok(Count::one()) } else { bail!("{}", wrong.join("\n")) }
}

/// Where the tests of storages are.
const STORAGES: &str = "crates/storage";

fn unit(project: &Project) -> Result<Count> {
    let programs = Programs::compiled(project)?;
    let is_others = |package: &str| package.starts_with(STORAGES) || package == postgrest::CHECKS;
    let mut count = programs.run(|tests| !tests.is_apart && !is_others(&tests.package), |_| ())?;
    // Cargo compiles for a minute and a half to find that there are none.
    let mut sources = Vec::new();
    for folder in ["src", "crates", "desk/src", "adapters", "xtask/src"] {
        build::files_under(&project.root.join(folder), &mut sources)?;
    }
    sources.retain(|file| file.extension().is_some_and(|ending| ending == "rs"));
    if sources.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|text| has_example(&text)))
    {
        let mut examples = project.cargo();
        examples.args(["test", "--quiet", "--no-fail-fast", "--doc"]).args(programs::SELECTION);
        count += counted(&mut examples)?;
    }
    Ok(count)
}

/// Whether a comment of a source holds an example that rustdoc would run: between fences, and in no
/// other language.
fn has_example(source: &str) -> bool {
    let docs = source.lines().map(str::trim_start).filter_map(|line| {
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::trim)
    });
    let mut fences = docs.filter_map(|line| line.strip_prefix("```"));
    while let Some(language) = fences.next() {
        if !["html", "json", "toml", "text"].contains(&language) {
            return true;
        }
        // The end of this one.
        fences.next();
    }
    false
}

/// The suite is a macro that each storage takes into its own unit tests. Those of `PostgreSQL` share
/// one cluster, which ends with this stage.
fn storage(project: &Project) -> Result<Count> {
    let programs = Programs::compiled(project)?;
    match Cluster::start(Keeping::Nothing) {
        Ok(cluster) => programs.run(
            |tests| tests.package.starts_with(STORAGES),
            |command| {
                command.env(postgres_cluster::SHARED, cluster.socket());
            },
        ),
        Err(missing @ NoCluster::Missing) => {
            let on_files = |tests: &Tests| {
                tests.package.starts_with(STORAGES) && tests.package != "crates/storage-postgres"
            };
            let mut count = programs.run(on_files, |_| ())?;
            count.skipped.push(format!("the suite on PostgreSQL: {missing}"));
            Ok(count)
        }
        Err(error) => Err(error.into()),
    }
}

/// The files under `tests/`.
fn api(project: &Project) -> Result<Count> {
    let programs = Programs::compiled(project)?;
    let mut count =
        programs.run(|tests| tests.is_apart && tests.package != postgrest::CHECKS, |_| ())?;
    if !Cluster::is_installed() {
        count.skipped.push(format!("several servers on one database: {}", NoCluster::Missing));
    }
    Ok(count)
}

/// Every check of schemathesis, with a person who may do most, against a demonstration.
fn fuzz(project: &Project) -> Result<Count> {
    let schemathesis = tools::schemathesis(project)?;
    let binary = Programs::compiled(project)?.binary(server::PROGRAM)?;
    let flags: Vec<&str> = ["--demo"].into_iter().chain(server::UNLIMITED).collect();
    let server = Running::start(project, &binary, "fuzz", &flags)?;
    let token = server::token(&binary, server.folder(), server::FILE, "fuzz")?;
    run(project
        .command(schemathesis)
        .current_dir(server.folder())
        .arg("--config-file")
        .arg(project.root.join("crates/server/tests/schemathesis.toml"))
        .args(["run", &format!("{}/v1/openapi.json", server.url()), "--checks=all"])
        .args(["--max-examples=30", "--seed=1", "--continue-on-failure", "--no-color"])
        // How long it takes to think of a body is no matter of the server's.
        .arg("--suppress-health-check=too_slow")
        .args(["--header", &format!("Authorization: Bearer {token}")]))?;
    Ok(Count::one())
}

fn budgets(project: &Project) -> Result<Count> {
    ledger::check(project)?;
    let mut count = Count::one();
    count += playwright(project, "budgets")?;
    Ok(count)
}

fn browser(project: &Project) -> Result<Count> {
    playwright(project, "browser")
}

fn desk(project: &Project) -> Result<Count> {
    playwright(project, "desk")
}

fn accessibility(project: &Project) -> Result<Count> {
    playwright(project, "accessibility")
}

/// TypeScript over public/open-forum.d.ts, the example and what must not compile.
fn types(project: &Project) -> Result<Count> {
    tools::for_node(project)?;
    run(project.command("tsc").args(["--project", "tests/types/tsconfig.json"]))?;
    Ok(Count::one())
}

fn playwright(project: &Project, folder: &str) -> Result<Count> {
    playwright_with(project, folder, |_| ())
}

/// The specs of one folder of tests/, against the shipped build and a server of their own.
pub(crate) fn playwright_with(
    project: &Project,
    folder: &str,
    more: impl FnOnce(&mut Command),
) -> Result<Count> {
    tools::for_node(project)?;
    let python = tools::python_with_smtp(project)?;
    build(project, Mode::Full)?;
    let binary = Programs::compiled(project)?.binary(server::PROGRAM)?;
    let mut command = specs(project, folder)?;
    command.env("OPEN_FORUM_SERVER", binary).env("PYTHON_WITH_SMTP", python);
    more(&mut command);
    counted(&mut command)
}

/// The plugin with the shipped build, in a `WordPress` that the specs set up on this machine.
fn wordpress(project: &Project) -> Result<Count> {
    match wordpress::wordpress(project)? {
        WordPress::Here(known) => counted(specs(project, "wordpress")?.envs(known)),
        WordPress::Missing(reason) => Ok(Count { skipped: vec![reason], ..Count::default() }),
    }
}

/// Playwright for one folder of tests/.
fn specs(project: &Project, folder: &str) -> Result<Command> {
    let mut command = project.command("playwright");
    let tools::Chromium { headless, whole } = tools::chromium()?;
    command
        .args(["test", "--config=tests/playwright.config.ts", &format!("--project={folder}")])
        .env("CHROMIUM", headless)
        .env("CHROMIUM_WHOLE", whole)
        .env("OPEN_FORUM_DATA", project.shared_data())
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::has_example;

    #[test]
    fn an_example_is_what_is_in_no_other_language() {
        assert!(has_example("/// Adds.\n///\n/// ```\n/// add();\n/// ```\nfn add() {}"));
        assert!(has_example(
            "//! ```json\n//! {}\n//! ```\n    /// ```rust\n    /// a();\n    /// ```"
        ));
        assert!(has_example("/// ```should_panic\n/// a();\n/// ```"));
        assert!(!has_example("//! ```json\n//! {}\n//! ```\nlet text = \"```\";"));
        assert!(!has_example("/// One sentence.\nfn one() {}"));
    }
}
