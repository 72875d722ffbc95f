//! `openapi`: the document as `docs/openapi.json` holds it.

use std::io::Write as _;

/// Prints the document.
pub fn run() -> anyhow::Result<()> {
    let text = crate::openapi::text(false)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
