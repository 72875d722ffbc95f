//! Where things are: the checkout, the shared target folders, the cache of tools.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The folders that every command needs.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder for native builds, shared by all checkouts of this user.
    pub(crate) target: PathBuf,
    /// Cargo's target folder for WebAssembly, apart so that the two never rebuild each other.
    pub(crate) target_wasm: PathBuf,
    /// Tools that are neither Cargo's nor npm's, such as the virtual environment of schemathesis.
    pub(crate) tools: PathBuf,
}

impl Project {
    /// Finds the folders; `CARGO_TARGET_DIR` and `XDG_CACHE_HOME` are respected.
    pub(crate) fn find() -> Result<Self> {
        // Asked for when it runs: a program that another checkout built knows that one's folder.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .context("start this as `cargo xtask`")?;
        let root = manifest.parent().context("xtask has no parent folder")?.to_path_buf();
        let home = std::env::var_os("HOME").map(PathBuf::from).context("HOME is not set")?;
        let cache = std::env::var_os("XDG_CACHE_HOME")
            .map_or_else(|| home.join(".cache"), PathBuf::from)
            .join("open-forum");
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| cache.join("target"), |dir| root.join(dir));
        let mut wasm = target.file_name().unwrap_or(OsStr::new("target")).to_owned();
        wasm.push("-wasm");
        let target_wasm = target.with_file_name(wasm);
        Ok(Self { root, target, target_wasm, tools: cache.join("tools") })
    }

    /// Cargo knows what is fresh by the times of files, and gives two checkouts that share a
    /// target folder the same names in it. So who comes after another makes all sources new.
    pub(crate) fn claim(&self) -> Result<()> {
        let owner = self.target.join("checkout");
        let me = self.root.to_string_lossy().into_owned();
        if std::fs::read_to_string(&owner).is_ok_and(|last| last == me) {
            return Ok(());
        }
        let mut sources = Vec::new();
        for folder in ["build.rs", "src", "adapters", "crates", "desk", "public/locales", "xtask"] {
            crate::build::files_under(&self.root.join(folder), &mut sources)?;
        }
        let now = std::fs::FileTimes::new().set_modified(now());
        for source in sources {
            std::fs::File::options().append(true).open(source)?.set_times(now)?;
        }
        std::fs::create_dir_all(&self.target)?;
        Ok(std::fs::write(owner, me)?)
    }

    /// The folder that the server serves and a webmaster copies.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Real data that is no part of the project; tests that need it skip themselves without it.
    pub(crate) fn shared_data(&self) -> PathBuf {
        self.root.join("../shared/data")
    }

    /// A Cargo command for native builds.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A Cargo command for `wasm32-unknown-unknown`.
    pub(crate) fn cargo_wasm(&self) -> Command {
        let mut command = self.cargo();
        command.env("CARGO_TARGET_DIR", &self.target_wasm);
        command
    }

    /// A program in the checkout, with npm's tools on its path.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path_with_npm());
        command
    }

    /// Where programs are looked for: npm's, Cargo's, then the system's.
    pub(crate) fn path_with_npm(&self) -> std::ffi::OsString {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let bin = self.root.join("node_modules/.bin");
        let cargo_bin = cargo_bin();
        std::env::join_paths(
            std::iter::once(bin).chain(cargo_bin).chain(std::env::split_paths(&old)),
        )
        .unwrap_or(old)
    }
}

#[expect(clippy::disallowed_methods, reason = "the time of files is the system's")]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

fn cargo_bin() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Some(PathBuf::from(home).join("bin"));
    }
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo/bin"))
}

/// Runs a command with its output shown; an exit code other than 0 is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a command and returns what it printed on standard output; what it printed on standard
/// error is told when it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}: {}",
            name(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The command as one would type it, shortened to what tells it apart.
pub(crate) fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for arg in command.get_args().take(6) {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
