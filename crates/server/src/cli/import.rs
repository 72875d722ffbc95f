//! `import`.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use storage::{ForumRow, Progress, Storage, StorageError};

use crate::{
    cli::Usage,
    config::{DEFAULT_FORUM, DatabaseOption, ForumProfile},
    import::{self, ImportError},
    sources::Sources,
};

/// From which system.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Import the open data of a Polis conversation: comments become
    /// submissions, and one vote a person counts, the last. Doing it again
    /// changes nothing
    Polis(PolisOptions),
}

/// Which conversation, and where to.
#[derive(Debug, Args)]
pub struct PolisOptions {
    /// Folder with summary.csv, comments.csv and votes.csv
    dir: PathBuf,
    /// Short name of the thread that it becomes
    #[arg(long, value_name = "SLUG")]
    thread: String,
    /// Short name of the forum
    #[arg(long, default_value = DEFAULT_FORUM, value_name = "SLUG")]
    forum: String,
    #[command(flatten)]
    database: DatabaseOption,
}

/// Imports and says what came of it.
pub fn run(command: ImportCommand) -> anyhow::Result<()> {
    let ImportCommand::Polis(options) = command;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start")?
        .block_on(import(options))
}

async fn import(options: PolisOptions) -> anyhow::Result<()> {
    let sources = Sources::system();
    let database = options.database.database.unwrap_or_default();
    // Before a database is made: wrong arguments write nothing.
    let checked = import::check(&options.dir, &options.thread).map_err(|error| match error {
        ImportError::Slug(_) => anyhow::Error::new(Usage(error.to_string())),
        error => error.into(),
    })?;
    if options.forum != DEFAULT_FORUM && database.is_missing() {
        return Err(no_forum(&options.forum).into());
    }
    let storage =
        database.open().with_context(|| format!("cannot open the database {database}"))?;
    let forum = forum(&*storage, &sources, &options.forum).await?;
    let done = import::polis(&*storage, &sources, &forum, &checked, reporter()).await;
    let closed = storage.close().await;
    let summary = done?;
    closed.context("cannot close the database")?;
    let changed = summary.changed;
    println!(
        "Thread {}: {} statements ({} hidden), {} people, {} votes of {} rows; new: {} \
         submissions, {} people, {} votes",
        summary.thread,
        summary.statements,
        summary.hidden,
        summary.people,
        changed.votes,
        summary.rows,
        changed.submissions_created,
        changed.participants_created,
        changed.votes_changed,
    );
    Ok(())
}

/// The forum; the default one is made where the server has not run yet.
async fn forum(storage: &dyn Storage, sources: &Sources, slug: &str) -> anyhow::Result<ForumRow> {
    match storage.forum(slug).await {
        Ok(forum) => Ok(forum),
        Err(StorageError::NotFound) if slug == DEFAULT_FORUM => {
            let config = ForumProfile::built_in()?.into_forum(false, false, false, Vec::new());
            Ok(storage.upsert_forum(slug, &config, sources.clock.now_ms()).await?)
        }
        Err(StorageError::NotFound) => Err(no_forum(slug).into()),
        Err(error) => Err(error.into()),
    }
}

fn no_forum(slug: &str) -> Usage {
    Usage(format!(
        "there is no forum {slug:?} in this database; run `serve` with its settings first"
    ))
}

/// Tells each tenth on standard error.
fn reporter() -> impl Fn(Progress) + Clone + Send + 'static {
    let told = Arc::new(AtomicUsize::new(0));
    move |progress: Progress| {
        let tenth = progress.done * 10 / progress.total.max(1);
        if told.fetch_max(tenth, Ordering::Relaxed) < tenth {
            eprintln!("{}0 % ({} of {} rows)", tenth, progress.done, progress.total);
        }
    }
}
