//! `cargo xtask pictures`: the README's screenshots afresh.

use anyhow::Result;

use crate::build::{Mode, build};
use crate::project::{Project, run};
use crate::server::binary;
use crate::tools;

/// Writes docs/pictures by the specs of tests/pictures.
pub(crate) fn take(project: &Project) -> Result<()> {
    tools::for_node(project)?;
    let chromium = tools::chromium()?.whole;
    build(project, Mode::Full)?;
    let binary = binary(project, Mode::Quick)?;
    run(project
        .command("playwright")
        .args(["test", "--config=tests/playwright.config.ts", "--project=pictures"])
        .env("CHROMIUM", chromium)
        .env("OPEN_FORUM_SERVER", binary))?;
    println!("docs/pictures is written; look at it");
    Ok(())
}
