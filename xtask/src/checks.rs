//! `cargo xtask test`: runs stages, and prints what came of them.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::build::{Mode, build};
use crate::count::Count;
use crate::project::Project;
use crate::stages::{Needs, STAGES, Stage};

/// Names the stages.
pub(crate) fn list() {
    for stage in &STAGES {
        println!("{:<14} {}", stage.name, stage.about);
    }
}

/// Runs the named stages, or all; ends with one line that counts. `json` is where the same goes
/// for a program. The process ends with 1 where something failed.
pub(crate) fn test(project: &Project, names: &[String], json: Option<&Path>) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| STAGES.iter().all(|stage| stage.name != **name))
    {
        bail!("there is no stage {unknown}; `cargo xtask test --list` names them");
    }
    let rows = if names.is_empty() {
        whole(project)
    } else {
        let is_chosen = |stage: &&Stage| names.iter().any(|name| name == stage.name);
        STAGES.iter().filter(is_chosen).map(|stage| row(project, stage)).collect()
    };
    if let Some(json) = json {
        std::fs::write(json, serde_json::to_vec_pretty(&rows)?)?;
    }
    println!("\n{}", report(&rows));
    if rows.iter().any(|row| row.count.failed > 0) {
        std::process::exit(1);
    }
    Ok(())
}

/// What came of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    stage: String,
    count: Count,
    seconds: f32,
}

fn row(project: &Project, stage: &Stage) -> Row {
    println!("\n== {}: {}", stage.name, stage.about);
    let start = Instant::now();
    let count = (stage.run)(project).unwrap_or_else(|error| {
        println!("{error:#}");
        Count::failure(format!("{error:#}"))
    });
    Row { stage: stage.name.to_owned(), count, seconds: start.elapsed().as_secs_f32() }
}

/// Every stage. Beside the first that run what cargo made goes the shipped build, of which most is
/// done on one core. Then the stages that may go on beside others do, but for those that came in
/// turn because the rest had to wait for the build.
fn whole(project: &Project) -> Vec<Row> {
    let (aside, in_turn): (Vec<&Stage>, Vec<&Stage>) =
        STAGES.iter().partition(|stage| stage.is_beside);
    let in_turn = |needs| {
        let of_these = in_turn.iter().filter(move |stage| stage.needs == needs);
        of_these.map(|stage| row(project, stage))
    };
    let aside = Mutex::new(VecDeque::from(aside));
    let waiting = || aside.lock().unwrap_or_else(PoisonError::into_inner);
    let mut rows: Vec<Row> = in_turn(Needs::Tools).collect();
    thread::scope(|scope| {
        let building = scope.spawn(|| {
            // Where it fails it does so again for the stage that needs it, which says why.
            drop(build(project, Mode::Full));
            let left: Vec<&Stage> = waiting().drain(..).collect();
            (!left.is_empty()).then(|| Beside::start(project, &left)).transpose()
        });
        rows.extend(in_turn(Needs::Programs));
        while !building.is_finished() {
            let Some(stage) = waiting().pop_front() else { break };
            rows.push(row(project, stage));
        }
        let beside = building.join().unwrap_or_else(|_| bail!("the build panicked"));
        rows.extend(in_turn(Needs::Widget));
        match beside.and_then(|beside| beside.map_or(Ok(Vec::new()), Beside::end)) {
            Ok(others) => rows.extend(others),
            Err(error) => {
                println!("{error:#}");
                let count = Count::failure(format!("{error:#}"));
                rows.push(Row { stage: "beside".to_owned(), count, seconds: 0.0 });
            }
        }
    });
    rows.sort_by_key(|row| STAGES.iter().position(|stage| stage.name == row.stage));
    rows
}

fn names(stages: &[&Stage]) -> Vec<&'static str> {
    stages.iter().map(|stage| stage.name).collect()
}

/// Stages in a process of their own, which prints into a file, so that no output stands between
/// the lines of another.
struct Beside {
    process: std::process::Child,
    folder: PathBuf,
}

impl Beside {
    const LOG: &str = "beside.log";
    const ROWS: &str = "beside.json";

    fn start(project: &Project, stages: &[&Stage]) -> Result<Self> {
        let folder = project.root.join("test-results");
        std::fs::create_dir_all(&folder)?;
        let rows = folder.join(Self::ROWS);
        let _ = std::fs::remove_file(&rows);
        let log = File::create(folder.join(Self::LOG))?;
        let process = Command::new(std::env::current_exe()?)
            .arg("test")
            .args(names(stages))
            .arg("--json")
            .arg(rows)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the stages beside the others do not start")?;
        Ok(Self { process, folder })
    }

    /// Waits for them; shows what they printed.
    fn end(mut self) -> Result<Vec<Row>> {
        let status = self.process.wait()?;
        println!("\n== what went on beside these");
        print!("{}", std::fs::read_to_string(self.folder.join(Self::LOG))?);
        let rows = std::fs::read_to_string(self.folder.join(Self::ROWS))
            .with_context(|| format!("the stages beside the others ended with {status}"))?;
        Ok(serde_json::from_str(&rows)?)
    }
}

/// A line for each stage, what failed and what could not run below it; one line that counts.
fn report(rows: &[Row]) -> String {
    let (mut lines, mut all) = (Vec::new(), Count::default());
    for Row { stage, count, seconds } in rows {
        lines.push(format!(
            "{stage:<14} {:>5} passed {:>3} failed {seconds:>7.1} s",
            count.passed, count.failed
        ));
        lines.extend(count.failures.iter().map(|failure| format!("{:<14} failed: {failure}", "")));
        lines.extend(count.skipped.iter().map(|reason| format!("{:<14} skipped: {reason}", "")));
        all += count.clone();
    }
    let skipped = match all.skipped.len() {
        0 => String::new(),
        some => format!(", {some} skipped"),
    };
    format!("{}\n\n{} passed, {} failed{skipped}", lines.join("\n"), all.passed, all.failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_and_was_skipped_stands_below_its_stage() {
        let skipped =
            Count { passed: 2, skipped: vec!["no database".to_owned()], ..Count::default() };
        let rows = [
            Row { stage: "unit".to_owned(), count: skipped, seconds: 1.25 },
            Row {
                stage: "api".to_owned(),
                count: Count::failure("a race".to_owned()),
                seconds: 60.0,
            },
        ];
        assert_eq!(
            report(&rows),
            "unit               2 passed   0 failed     1.2 s\n               \
             skipped: no database\napi                0 passed   1 failed    60.0 s\n               \
             failed: a race\n\n2 passed, 1 failed, 1 skipped"
        );
    }

    #[test]
    fn rows_come_back_from_their_file() {
        let row = Row { stage: "fuzz".to_owned(), count: Count::one(), seconds: 0.5 };
        let text = serde_json::to_string(std::slice::from_ref(&row)).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Row>>(&text).unwrap(), [row]);
    }

    #[test]
    fn what_goes_on_beside_others_does_not_wait_for_the_shipped_build() {
        for stage in STAGES.iter().filter(|stage| stage.is_beside) {
            assert_eq!(stage.needs, Needs::Programs, "{}", stage.name);
        }
    }
}
