//! The stages of `cargo xtask test`, in order from quick to slow.

use std::process::Command;
use std::thread;
use std::time::Instant;

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
struct Stage {
    name: &'static str,
    about: &'static str,
    run: fn(&Project) -> Result<Count>,
}

const STAGES: [Stage; 17] = [
    Stage { name: "fmt", about: "rustfmt has nothing to change", run: fmt },
    Stage { name: "arrows", about: "who may know whom (ARCHITECTURE.md)", run: held_arrows },
    Stage { name: "deny", about: "licences, bans and sources of deny.toml", run: deny },
    Stage { name: "clippy", about: "all and pedantic, native and wasm", run: clippy },
    Stage {
        name: "types",
        about: "what a page's author writes fits the widget's types",
        run: types,
    },
    Stage { name: "unit", about: "tests beside the code, and examples in comments", run: unit },
    Stage { name: "storage", about: "the suite that every storage must pass", run: storage },
    Stage {
        name: "postgrest",
        about: "the forum in SQL, on a PostgreSQL of its own; installs a REST server",
        run: postgrest::stage,
    },
    Stage {
        name: "api",
        about: "the server as a client sees it: races, kill -9, import",
        run: api,
    },
    Stage {
        name: "conformance",
        about: "our server does what the contract says, on each database",
        run: conformance::stage,
    },
    Stage { name: "fuzz", about: "schemathesis against the OpenAPI document", run: fuzz },
    Stage { name: "budgets", about: "the ledger of sizes, and a real first visit", run: budgets },
    Stage { name: "browser", about: "whole ways, hosts and failures in Chromium", run: browser },
    Stage { name: "desk", about: "sign-in, moderation and organisations in Chromium", run: desk },
    Stage {
        name: "adapters",
        about: "the same behaviours through every adapter, and docs/adapters.md",
        run: adapters::check,
    },
    Stage { name: "accessibility", about: "axe, keyboard, reflow, Thai", run: accessibility },
    Stage {
        name: "wordpress",
        about: "the plugin in a real WordPress; installs Debian's PHP and MariaDB",
        run: wordpress,
    },
];

/// Runs the named stages, or all; ends with one line that counts.
pub(crate) fn test(project: &Project, names: &[String], list: bool) -> Result<()> {
    if list {
        for stage in &STAGES {
            println!("{:<14} {}", stage.name, stage.about);
        }
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|name| STAGES.iter().all(|stage| stage.name != **name))
    {
        bail!("there is no stage {unknown}; `cargo xtask test --list` names them");
    }
    let is_chosen =
        |stage: &&Stage| names.is_empty() || names.iter().any(|name| name == stage.name);
    let all = thread::scope(|scope| run_all(project, STAGES.iter().filter(is_chosen), scope));
    if all.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

/// Stages that compile for WebAssembly themselves, or nothing at all.
const ALONE: [&str; 5] = ["fmt", "arrows", "deny", "clippy", "types"];
/// Stages that run the shipped build.
const WITH_WIDGET: [&str; 6] =
    ["budgets", "browser", "desk", "adapters", "accessibility", "wordpress"];

/// Runs stages one after the other, and prints what came of them. The shipped build, of which most
/// is done on one core, is made beside those that come before the first that needs it.
fn run_all<'scope>(
    project: &'scope Project,
    stages: impl Iterator<Item = &'scope Stage> + Clone,
    scope: &'scope thread::Scope<'scope, '_>,
) -> Count {
    let mut needs_widget = stages.clone().any(|stage| WITH_WIDGET.contains(&stage.name));
    let mut all = Count::default();
    let mut table = Vec::new();
    for stage in stages {
        if needs_widget && !ALONE.contains(&stage.name) {
            needs_widget = false;
            // Where it fails it does so again for the stage that needs it, which says why.
            scope.spawn(|| drop(build(project, Mode::Full)));
        }
        println!("\n== {}: {}", stage.name, stage.about);
        let start = Instant::now();
        let count = (stage.run)(project).unwrap_or_else(|error| {
            println!("{error:#}");
            Count { failed: 1, ..Count::default() }
        });
        table.push(format!(
            "{:<14} {:>5} passed {:>3} failed {:>7.1} s",
            stage.name,
            count.passed,
            count.failed,
            start.elapsed().as_secs_f32()
        ));
        for reason in &count.skipped {
            table.push(format!("{:<14} skipped: {reason}", ""));
        }
        all += count;
    }
    println!("\n{}\n", table.join("\n"));
    let skipped = match all.skipped.len() {
        0 => String::new(),
        some => format!(", {some} skipped"),
    };
    println!("{} passed, {} failed{skipped}", all.passed, all.failed);
    all
}

fn fmt(project: &Project) -> Result<Count> {
    run(project.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Count::one())
}

fn clippy(project: &Project) -> Result<Count> {
    const STRICT: [&str; 3] = ["--", "-D", "warnings"];
    let mut count = Count::default();
    let mut native = project.cargo();
    native.args(["clippy", "--quiet", "--all-targets"]).args(programs::SELECTION).args(STRICT);
    tools::wasm_target()?;
    let mut commands = vec![native];
    // Each feature is a module of its own.
    let [_, desk @ ..] = build::DESK_PARTS.map(|part| ("open-forum-desk", Some(part)));
    let widget = build::FEATURES.map(Some).into_iter().chain([None]);
    for (package, feature) in widget.map(|feature| ("open-forum", feature)).chain(desk) {
        let mut wasm = project.cargo_wasm();
        wasm.args(["clippy", "--quiet", "--package", package, "--target=wasm32-unknown-unknown"]);
        wasm.args(feature.map(|name| format!("--features={name}"))).args(STRICT);
        commands.push(wasm);
    }
    for mut command in commands {
        count += match run(&mut command) {
            Ok(()) => Count::one(),
            Err(error) => {
                println!("{error:#}");
                Count { failed: 1, ..Count::default() }
            }
        };
    }
    Ok(count)
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
    let mut examples = project.cargo();
    examples.args(["test", "--quiet", "--no-fail-fast", "--doc"]).args(programs::SELECTION);
    count += counted(&mut examples)?;
    Ok(count)
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
