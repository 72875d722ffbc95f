//! The `WordPress` plugin: put together with the widget's files, and a `WordPress` to test it in.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::build::{self, Mode, files_under};
use crate::project::{Project, output, run};
use crate::tools::{self, apt_install, apt_update, may_apt};

/// The plugin as it is written.
const PLUGIN: &str = "adapters/wordpress/open-forum";

/// What the tests need besides `WordPress`, as Debian's packages; no web server and no database
/// that starts by itself is among them.
const PACKAGES: [&str; 5] =
    ["mariadb-server-core", "php-cli", "php-intl", "php-mbstring", "php-mysql"];

/// Debian's `WordPress` and what of other packages it points at. They are unpacked and not
/// installed: installing them would bring a web server.
const UNPACKED: [&str; 4] =
    ["wordpress", "wordpress-theme-twentytwentythree", "php-getid3", "libjs-underscore"];

/// Puts the plugin together: its own files, the built-in profile of the server, and the widget.
/// Returns its folder, which a webmaster copies to `wp-content/plugins/`.
pub(crate) fn package(project: &Project, mode: Mode) -> Result<PathBuf> {
    build::build(project, mode)?;
    let plugin = project.root.join("dist-wordpress/open-forum");
    let _ = std::fs::remove_dir_all(&plugin);
    let source = project.root.join(PLUGIN);
    copy(&source, &source, &plugin, |_| true)?;
    for (from, to) in [("crates/server/demo/forum.json", "forum.json"), ("LICENSE-MIT", "LICENSE")]
    {
        std::fs::copy(project.root.join(from), plugin.join(to))?;
    }
    let (dist, widget) = (project.dist(), plugin.join("widget"));
    copy(&dist, &dist.join("assets"), &widget, is_of_widget)?;
    std::fs::copy(dist.join("open-forum.js"), widget.join("open-forum.js"))?;
    // For Apache, where it does not know it by itself.
    std::fs::write(widget.join(".htaccess"), "AddType application/wasm .wasm\n")?;
    Ok(plugin)
}

/// Whether a built file is one that the widget on a page of `WordPress` may ask for: not the desk,
/// whose screens `WordPress` has itself, not the module that keeps all in the browser, and no
/// compressed copy, which `WordPress`'s hosts make themselves.
fn is_of_widget(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_other = ["desk", build::BROWSER].iter().any(|part| name.starts_with(part));
    let is_compressed = path.extension().is_some_and(|ending| ending == "br" || ending == "gz");
    !is_other && !is_compressed
}

/// Copies the chosen files below a folder, with their paths from `root`.
fn copy(root: &Path, folder: &Path, to: &Path, chosen: fn(&Path) -> bool) -> Result<()> {
    let mut files = Vec::new();
    files_under(folder, &mut files)?;
    for file in files.iter().filter(|file| chosen(file)) {
        let target = to.join(file.strip_prefix(root)?);
        std::fs::create_dir_all(target.parent().context("a file has a folder")?)?;
        std::fs::copy(file, target)?;
    }
    Ok(())
}

/// What the tests run in.
pub(crate) enum WordPress {
    /// How the specs learn of an unpacked `WordPress` and of the plugin, by variables of the
    /// environment; PHP and `MariaDB` are installed.
    Here([(&'static str, PathBuf); 2]),
    /// Why there is none on this machine, with what would help.
    Missing(String),
}

/// Debian's `WordPress`, unpacked, and what it runs on, with the plugin; installs and fetches what
/// is missing where that is allowed.
pub(crate) fn wordpress(project: &Project) -> Result<WordPress> {
    let packages = PACKAGES.join(" ");
    if !is_ready() && may_apt() {
        println!("Installing {packages} …");
        if let Err(error) = apt_install(&PACKAGES) {
            return Ok(WordPress::Missing(format!("{packages} could not be installed: {error:#}")));
        }
    }
    if !is_ready() {
        let missing = format!("PHP or MariaDB is missing (Debian: apt-get install {packages})");
        return Ok(WordPress::Missing(missing));
    }
    let folder = project.tools.join("wordpress");
    let found = folder.join("usr/share/wordpress");
    if !found.join("wp-includes/js/underscore.js").exists() {
        println!("Fetching {} (only unpacked, not installed) …", UNPACKED.join(", "));
        if let Err(error) = fetch(&folder) {
            let _ = std::fs::remove_dir_all(&folder);
            return Ok(WordPress::Missing(format!(
                "Debian's WordPress could not be fetched: {error:#}"
            )));
        }
    }
    ensure!(found.join("wp-load.php").exists(), "WordPress is not where it should be");
    tools::for_node(project)?;
    let plugin = package(project, Mode::Full)?;
    Ok(WordPress::Here([("WORDPRESS", found), ("PLUGIN", plugin)]))
}

/// Unpacks `UNPACKED` into a folder.
fn fetch(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let download = || {
        run(Command::new("apt-get")
            // Without this root is told that another user, who does the rest, cannot write here.
            .args(["-q", "-o", "APT::Sandbox::User=root", "download"])
            .args(UNPACKED)
            .current_dir(folder)
            .stdout(Stdio::null()))
    };
    download().or_else(|error| {
        if !may_apt() {
            return Err(error);
        }
        apt_update()?;
        download()
    })?;
    let mut packages = Vec::new();
    files_under(folder, &mut packages)?;
    packages.retain(|file| file.extension().is_some_and(|ending| ending == "deb"));
    for package in packages {
        run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(folder))?;
        std::fs::remove_file(package)?;
    }
    Ok(())
}

/// Whether PHP with its extensions and `MariaDB` are here.
fn is_ready() -> bool {
    const LOADED: &str = "exit(count(array_filter(['intl', 'mbstring', 'mysqli'], 'extension_loaded')) === 3 ? 0 : 1);";
    // Debian keeps the server where only root looks.
    const FOUND: &str =
        "PATH=$PATH:/usr/sbin; command -v mariadbd && command -v mariadb-install-db";
    output(Command::new("php").args(["-r", LOADED])).is_ok()
        && output(Command::new("sh").args(["-c", FOUND])).is_ok()
}
