//! `cargo xtask`: one place to run, build, test and measure the project. It sets up what is
//! missing on a fresh machine and says in a sentence what it cannot set up.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod adapters;
mod arrows;
mod assets;
mod bench;
mod build;
mod checks;
mod conformance;
mod count;
mod http;
mod ledger;
mod licences;
mod pictures;
mod postgrest;
mod programs;
mod project;
mod server;
mod stages;
mod tools;
mod wordpress;

use build::Mode;
use project::Project;

/// Runs, builds, tests and measures Open Forum.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds all and starts the demo on <http://127.0.0.1:8080>
    Run {
        /// Skip optimisation: starts sooner, loads slower
        #[arg(long)]
        quick: bool,
        /// The port to listen on
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Builds the widget into dist/
    Build {
        /// Skip optimisation and compression
        #[arg(long)]
        quick: bool,
    },
    /// Runs every check, or only the named stages
    Test {
        /// Stages to run, in the order of `--list`; all when none is named
        stages: Vec<String>,
        /// Only list the stages
        #[arg(long)]
        list: bool,
        /// Where what came of each stage goes as JSON
        #[arg(long)]
        json: Option<std::path::PathBuf>,
    },
    /// Measures the server and the widget; prints a table
    Bench {
        /// What to measure: votes, listeners, lists, memory, page; all when none is named
        names: Vec<String>,
        /// Where the same goes as JSON
        #[arg(long, default_value = "bench.json")]
        json: std::path::PathBuf,
    },
    /// Takes the screenshots of docs/pictures afresh
    Pictures,
    /// Runs the behaviours of every adapter and writes their table into docs/adapters.md
    Adapters,
    /// Writes docs/size.md, the ledger of what a first visit loads, afresh
    Size,
    /// Puts adapters/wordpress and the built widget together in dist-wordpress/
    Wordpress {
        /// Skip optimisation
        #[arg(long)]
        quick: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let project = Project::find().and_then(|project| project.claim().map(|()| project));
    let done = project.and_then(|project| match cli.task {
        Task::Run { quick, port } => server::demo(&project, mode(quick), port),
        Task::Build { quick } => build::build(&project, mode(quick)).map(|fresh| {
            println!("dist/ {}", if fresh { "is built" } else { "was up to date" });
        }),
        Task::Test { list: true, .. } => {
            checks::list();
            Ok(())
        }
        Task::Test { stages, json, .. } => checks::test(&project, &stages, json.as_deref()),
        Task::Bench { names, json } => bench::bench(&project, &names, &json),
        Task::Adapters => adapters::write(&project),
        Task::Pictures => pictures::take(&project),
        Task::Size => ledger::write(&project),
        Task::Wordpress { quick } => wordpress::package(&project, mode(quick)).map(|plugin| {
            println!("{} is put together", plugin.display());
        }),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn mode(quick: bool) -> Mode {
    if quick { Mode::Quick } else { Mode::Full }
}
