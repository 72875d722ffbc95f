//! `cargo xtask bench`: a table of figures, and the same as JSON.

mod listeners;
mod load;
mod votes;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use self::load::{load, percentile};

use crate::build::{Mode, build};
use crate::http::Connection;
use crate::project::{Project, output, run};
use crate::server::{Running, UNLIMITED, binary};
use crate::tools;

/// The thread of the demonstration that takes votes.
const THREAD: &str = "/v1/threads/post-pandemic-recovery/submissions";
/// One line of the table.
struct Figure {
    key: String,
    what: String,
    value: f64,
    unit: &'static str,
}

type Measure = fn(&Project, &Path, &Folder) -> Result<Vec<Figure>>;

/// What there is to measure, by name.
const MEASURES: [(&str, Measure); 5] = [
    ("votes", votes::measure),
    ("listeners", listeners::measure),
    ("lists", lists),
    ("memory", memory),
    ("page", page),
];

/// Measures these, or all where none is named; prints a table and writes JSON to `json`.
pub(crate) fn bench(project: &Project, names: &[String], json: &Path) -> Result<()> {
    for name in names {
        let known = MEASURES.map(|(known, _)| known);
        ensure!(known.contains(&name.as_str()), "no such measure: {name}; there are {known:?}");
    }
    build(project, Mode::Full)?;
    let binary = binary(project, Mode::Full)?;
    let folder = Folder::new(project)?;
    let mut figures = Vec::new();
    let chosen = |name: &str| names.is_empty() || names.iter().any(|asked| asked == name);
    for (_, measure) in MEASURES.iter().filter(|(name, _)| chosen(name)) {
        let measured = measure(project, &binary, &folder)?;
        for Figure { what, value, unit, .. } in &measured {
            println!("  {what}: {value:.2} {unit}");
        }
        figures.extend(measured);
    }
    print!("\n{}", table(&figures));
    let all: serde_json::Map<String, Value> = figures
        .iter()
        .map(|figure| (figure.key.clone(), json!({ "value": figure.value, "unit": figure.unit })))
        .collect();
    std::fs::write(json, serde_json::to_string_pretty(&all)?)?;
    println!("\nThe same as JSON: {}", json.display());
    Ok(())
}

/// A folder on the disk of the target folder (the system's one for temporary files may be memory).
struct Folder(PathBuf);

impl Folder {
    fn new(project: &Project) -> Result<Self> {
        let path = project.target.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn sub(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn demo(project: &Project, binary: &Path, folder: PathBuf) -> Result<Running> {
    let flags: Vec<&str> = ["--demo"].into_iter().chain(UNLIMITED).collect();
    Running::start_in(project, binary, folder, &flags)
}

/// Pages of the list, and page 1 against page 1,000 of a large thread.
fn lists(project: &Project, binary: &Path, folder: &Folder) -> Result<Vec<Figure>> {
    const LARGE: usize = 200_000;
    println!("Lists; importing {LARGE} submissions …");
    let home = folder.sub("lists")?;
    let conversation = polis(&home, LARGE, 0, 0)?;
    import(binary, &home, &conversation, "large")?;
    let server = demo(project, binary, home)?;
    let nobody = vec![String::new(); 16];
    let pages =
        load(server.port, &nobody, |connection, _, _| connection.ask("GET", THREAD, "").map(drop))?;

    let mut connection = Connection::open(server.port, "")?;
    let first = "/v1/threads/large/submissions?sort=newest&limit=20".to_owned();
    let mut path = first.clone();
    for _ in 1..1000 {
        let page = connection.get(&path)?;
        let cursor = page["next_cursor"].as_str().context("the large thread ends too soon")?;
        path = format!("{first}&cursor={cursor}");
    }
    let mut once = |path: &str| -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..300 {
            let start = Instant::now();
            connection.ask("GET", path, "")?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        Ok(percentile(&mut times, 50))
    };
    Ok(vec![
        Figure::new("list_pages_per_s", "list pages of 20, 16 at once".into(), pages.rate, "/s"),
        Figure::new("list_p50", "  a page, p50".into(), pages.p50, "ms"),
        Figure::new("list_p99", "  a page, p99".into(), pages.p99, "ms"),
        Figure::new("page_1", format!("page 1 of {LARGE} submissions"), once(&first)?, "ms"),
        Figure::new("page_1000", format!("page 1,000 of {LARGE}"), once(&path)?, "ms"),
    ])
}

/// Resident memory with 100,000 votes, after readers have been there.
fn memory(project: &Project, binary: &Path, folder: &Folder) -> Result<Vec<Figure>> {
    println!("Memory; importing 100,000 votes …");
    let home = folder.sub("memory")?;
    let conversation = polis(&home, 200, 1000, 100)?;
    import(binary, &home, &conversation, "busy")?;
    let server = demo(project, binary, home)?;
    let nobody = vec![String::new(); 16];
    let sorts = ["newest", "support", "broad", "discussed"];
    load(server.port, &nobody, |connection, _, turn| {
        let path = format!("/v1/threads/busy/submissions?sort={}", sorts[turn % sorts.len()]);
        connection.ask("GET", &path, "").map(drop)
    })?;
    let what = "server with 100,000 votes, resident".into();
    Ok(vec![Figure::new("resident", what, resident(&server)?, "MiB")])
}

/// Resident memory of a server, MiB.
fn resident(server: &Running) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid()))?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmRSS")?;
    Ok(kilobytes.parse::<f64>()? / 1024.0)
}

/// What tests/bench measures, by its keys.
const IN_THE_BROWSER: [(&str, &str); 8] = [
    ("first_1x", "first submission on screen, 1x"),
    ("first_4x", "first submission on screen, 4x CPU"),
    ("first_4x_4g", "first submission on screen, 4x CPU and slow 4G"),
    ("vote_1x", "first vote that works, 1x"),
    ("vote_4x", "first vote that works, 4x CPU"),
    ("vote_4x_4g", "first vote that works, 4x CPU and slow 4G"),
    ("paint_1x", "vote click to next paint, 1x"),
    ("paint_4x", "vote click to next paint, 4x CPU"),
];

/// Times in a real browser, measured by tests/bench.
fn page(project: &Project, binary: &Path, folder: &Folder) -> Result<Vec<Figure>> {
    println!("In the browser …");
    tools::for_node(project)?;
    let result = folder.sub("page")?.join("page.json");
    run(project
        .command("playwright")
        .args(["test", "--config=tests/playwright.config.ts", "--project=bench", "--workers=1"])
        .env("CHROMIUM", tools::chromium()?.whole)
        .env("OPEN_FORUM_SERVER", binary)
        .env("OPEN_FORUM_BENCH", &result))?;
    let measured: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&result)?)?;
    IN_THE_BROWSER
        .iter()
        .map(|(key, what)| {
            let value = measured
                .iter()
                .find(|one| one["key"] == *key)
                .and_then(|one| one["median"].as_f64())
                .with_context(|| format!("the browser did not measure {key}"))?;
            Ok(Figure::new(*key, (*what).to_owned(), value, "ms"))
        })
        .collect()
}

fn import(binary: &Path, home: &Path, from: &Path, thread: &str) -> Result<()> {
    output(Command::new(binary).current_dir(home).args(["import", "polis"]).arg(from).args([
        "--thread",
        thread,
        "--database=sqlite:forum.db",
    ]))
    .map(drop)
}

/// A conversation in the format of Polis: `statements`, and `electorate` people who vote on the first `each`.
fn polis(home: &Path, statements: usize, electorate: usize, each: usize) -> Result<PathBuf> {
    const START: usize = 1_600_000_000_000;
    let folder = home.join("polis");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("summary.csv"),
        "topic,A conversation of the bench\nurl,https://pol.is/bench\n",
    )?;
    let mut comments = String::from(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n",
    );
    for number in 0..statements {
        let at = START + number * 1000;
        let author = number % 5000;
        writeln!(
            comments,
            "{at},x,{number},{author},0,0,1,\"Statement {number}: a clinic, a school and a road for district {}\"",
            number % 977
        )?;
    }
    std::fs::write(folder.join("comments.csv"), comments)?;
    let mut votes = String::from("timestamp,datetime,comment-id,voter-id,vote\n");
    for person in 0..electorate {
        for number in 0..each {
            let at = START + statements * 1000 + person * each + number;
            let value = ["1", "-1", "0"][(person + number) % 3];
            writeln!(votes, "{at},x,{number},{person},{value}")?;
        }
    }
    std::fs::write(folder.join("votes.csv"), votes)?;
    Ok(folder)
}

impl Figure {
    fn new(key: impl Into<String>, what: String, value: f64, unit: &'static str) -> Self {
        Self { key: key.into(), what, value, unit }
    }
}

fn table(figures: &[Figure]) -> String {
    let mut table = String::from("| what | figure |\n| --- | ---: |\n");
    for Figure { what, value, unit, .. } in figures {
        let digits = if *value < 100.0 { 2 } else { 0 };
        let _ = writeln!(table, "| {what} | {value:.digits$} {unit} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_a_figure() {
        let figures = [
            Figure::new("votes", "votes".into(), 1234.5, "/s"),
            Figure::new("p", "p50".into(), 1.234, "ms"),
        ];
        let table = table(&figures);
        assert!(table.ends_with("| votes | 1234 /s |\n| p50 | 1.23 ms |\n"), "{table}");
    }
}
