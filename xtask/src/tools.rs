//! Sets up what a fresh machine lacks, or says in one sentence what is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project::{Project, output, run};

/// The fuzzer of the API, from `PyPI`.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// The mail server of the browser tests, from `PyPI`.
const AIOSMTPD: &str = "aiosmtpd==1.4.6";

/// What the wasm build needs: the target, and wasm-bindgen of the locked version.
pub(crate) fn for_wasm(project: &Project) -> Result<()> {
    wasm_target()?;
    wasm_bindgen(project)
}

/// Rust's standard library for WebAssembly.
pub(crate) fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).exists() {
        return Ok(());
    }
    println!("Adding the Rust target {TARGET} …");
    run(Command::new("rustup").args(["target", "add", TARGET])).context(
        "the target wasm32-unknown-unknown is missing; install it with rustup or your distribution",
    )
}

/// The program that writes the glue, of exactly the version of the library, in Cargo's own bin
/// folder.
fn wasm_bindgen(project: &Project) -> Result<()> {
    let version = locked_version(project, "wasm-bindgen")?;
    let installed = output(project.command("wasm-bindgen").arg("--version"));
    if installed.is_ok_and(|text| text.split_whitespace().any(|word| word == version)) {
        return Ok(());
    }
    println!("Installing wasm-bindgen-cli {version} (once, about 2 minutes on two cores) …");
    let install = |more: &[&str]| {
        let arguments = ["install", "wasm-bindgen-cli", "--version", &version, "--force"];
        run(project.cargo().args(arguments).args(more))
    };
    // Some mirrors lack a version of its lock file; a newer dependency may not compile without it.
    install(&[])
        .or_else(|_| install(&["--locked"]))
        .with_context(|| format!("wasm-bindgen-cli {version} could not be installed"))
}

/// The version of a package in `Cargo.lock`.
fn locked_version(project: &Project, package: &str) -> Result<String> {
    let lock: toml::Table = std::fs::read_to_string(project.root.join("Cargo.lock"))?.parse()?;
    lock.get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str().map(str::to_owned))
        .with_context(|| format!("{package} is not in Cargo.lock"))
}

/// The tools of `package.json` (wasm-opt, Playwright, axe), as the lock file says.
pub(crate) fn for_node(project: &Project) -> Result<()> {
    let lock = std::fs::read(project.root.join("package-lock.json"))?;
    let stamp = project.root.join("node_modules/.installed-lock");
    if std::fs::read(&stamp).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    if output(Command::new("node").arg("--version")).is_err() {
        bail!("Node.js 20 or newer is missing; it runs wasm-opt and the browser tests");
    }
    println!("Installing the tools of package.json …");
    run(project
        .command("npm")
        .args(["ci", "--no-fund", "--no-audit", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    .context("`npm ci` failed; the npm registry must be reachable once")?;
    Ok(std::fs::write(stamp, lock)?)
}

/// The browser of the checks.
pub(crate) struct Chromium {
    /// What nearly all run in: without a window, which takes a third less of everything.
    pub(crate) headless: PathBuf,
    /// With all that people's has, such as keeping no cookies of third parties.
    pub(crate) whole: PathBuf,
}

/// As Debian calls the one without a window.
const HEADLESS: &str = "chromium-headless-shell";
const WHOLE: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The system's Chromium: what `CHROMIUM` names, or the path, or Debian's packages where we may
/// install them. Where there is none without a window, all run in the whole one.
pub(crate) fn chromium() -> Result<Chromium> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return Ok(Chromium { headless: named.clone(), whole: named });
    }
    let is_missing = on_path(&[HEADLESS]).is_none() || on_path(&WHOLE).is_none();
    if is_missing && may_apt() {
        println!("Installing Debian's Chromium and fonts for Thai …");
        let packages = ["chromium", HEADLESS, "fonts-noto-core", "fonts-thai-tlwg"];
        if let Err(why) = apt_install(&packages) {
            println!("{why:#}");
        }
    }
    let whole = on_path(&WHOLE).context(
        "Chromium is missing; install it (Debian: apt-get install chromium fonts-noto-core) or name it in CHROMIUM",
    )?;
    Ok(Chromium { headless: on_path(&[HEADLESS]).unwrap_or_else(|| whole.clone()), whole })
}

/// The first of these programs that is on the path.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|dir| dir.join(name)).find(|path| path.exists())
    })
}

/// Installs packages of Debian's.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    apt_update()?;
    run(Command::new("apt-get")
        .args(["install", "-qy", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null()))
}

/// Learns where packages of Debian's are, which a fresh machine does not know.
pub(crate) fn apt_update() -> Result<()> {
    run(Command::new("apt-get").args(["update", "-q"]).stdout(Stdio::null()))
}

/// The REST server of the checks where `PostgREST` itself is not here.
const POSTRUST: &str = "3.1.0";

/// A REST server before a `PostgreSQL`: what `OPEN_FORUM_REST` names, `PostgREST`, or postrust, which
/// speaks its language and is installed where it is missing. An error says why there is none.
pub(crate) fn rest_server(project: &Project) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("OPEN_FORUM_REST") {
        return Ok(PathBuf::from(named));
    }
    let path = project.path_with_npm();
    let find = || {
        ["postgrest", "postrust"].iter().find_map(|name| {
            std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.exists())
        })
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    println!("Installing postrust-server {POSTRUST} (once, some minutes on two cores) …");
    // Not optimised, which takes less than half of the time.
    let arguments = ["install", "postrust-server", "--version", POSTRUST, "--locked", "--debug"];
    run(project.cargo().args(arguments))?;
    find().context("postrust is not where Cargo puts programs")
}

/// Root on Debian, as in most containers and runners.
pub(crate) fn may_apt() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
        && Path::new("/usr/bin/apt-get").exists()
}

/// schemathesis in a virtual environment of its own; returns its program.
pub(crate) fn schemathesis(project: &Project) -> Result<PathBuf> {
    python_package(project, SCHEMATHESIS, "schemathesis")
}

/// A Python that has aiosmtpd, in a virtual environment of its own.
pub(crate) fn python_with_smtp(project: &Project) -> Result<PathBuf> {
    python_package(project, AIOSMTPD, "python")
}

/// A package of `PyPI` with its version, in a virtual environment that bears its name; returns
/// one program of that.
fn python_package(project: &Project, package: &str, program: &str) -> Result<PathBuf> {
    let name = package.split('=').next().unwrap_or(package);
    let venv = project.tools.join(name);
    let program = venv.join("bin").join(program);
    let stamp = venv.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == package) && program.exists() {
        return Ok(program);
    }
    println!("Installing {package} …");
    std::fs::create_dir_all(&project.tools)?;
    let make = |python: &str| {
        output(Command::new(python).args(["-m", "venv", "--clear"]).arg(&venv)).is_ok()
    };
    if !make("python3") {
        if may_apt() {
            run(Command::new("apt-get").args(["update", "-q"]).stdout(Stdio::null()))?;
            run(Command::new("apt-get")
                .args(["install", "-qy", "python3-venv"])
                .stdout(Stdio::null()))?;
        }
        if !make("python3") {
            bail!(
                "Python 3 with its venv module is missing (Debian: apt-get install python3-venv)"
            );
        }
    }
    run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", package]))
        .with_context(|| format!("{package} could not be installed from PyPI"))?;
    std::fs::write(stamp, package)?;
    Ok(program)
}
