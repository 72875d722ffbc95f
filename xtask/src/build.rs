//! Builds the widget: cargo compiles, wasm-bindgen writes the glue, wasm-opt shrinks, `assets` names
//! and compresses.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::project::{Project, output, run};
use crate::{assets, tools};

/// How much work goes into the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// What is shipped: optimised for size, compressed.
    Full,
    /// For trying things out: the dev profile, not optimised, not compressed.
    Quick,
}

/// The WebAssembly features that Rust's default target uses; wasm-opt may use no others.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Brings `dist/` up to date; does nothing when no input changed. Returns whether it did anything.
pub(crate) fn build(project: &Project, mode: Mode) -> Result<bool> {
    let wasm_key = wasm_key(
        project,
        mode,
        &["build.rs", "src", "public/locales/en.json", "public/locales/rooms/en.json"],
    )?;
    let desk_key = wasm_key_of_desk(project, mode)?;
    let inputs = [
        "public",
        "style",
        "index.html",
        "desk.html",
        "desk/locales",
        "xtask/src/assets.rs",
        "xtask/src/build.rs",
    ];
    let key = fingerprint(project, &inputs, &format!("{wasm_key}{desk_key}"))?;
    let stamp = project.dist().join(".inputs");
    // Another stage, or another checkout of the same user, may be at it: one at a time.
    std::fs::create_dir_all(&project.target_wasm)?;
    let lock = std::fs::File::create(project.target_wasm.join("widget.lock"))?;
    lock.lock()?;
    if std::fs::read_to_string(&stamp).is_ok_and(|old| old == key) {
        return Ok(false);
    }
    let compiled = compile(project, mode, &wasm_key)?;
    let desk = compile_desk(project, mode, &desk_key)?;
    assets::assemble(project, &compiled, &desk, mode)?;
    std::fs::write(stamp, key)?;
    Ok(true)
}

/// What a compiled module depends on: its own sources and what both have in common.
fn wasm_key(project: &Project, mode: Mode, own: &[&str]) -> Result<String> {
    let rustc = output(std::process::Command::new("rustc").arg("-V"))?;
    let common = [
        ".cargo/config.toml",
        "crates/contract",
        "crates/messages",
        "crates/rules",
        "Cargo.toml",
        "Cargo.lock",
        "package-lock.json",
        "xtask/src/build.rs",
    ];
    fingerprint(project, &[own, &common].concat(), &format!("{mode:?} {rustc}"))
}

/// The English messages are compiled into the desk; the others are files beside it.
fn wasm_key_of_desk(project: &Project, mode: Mode) -> Result<String> {
    wasm_key(
        project,
        mode,
        &["desk/build.rs", "desk/src", "desk/Cargo.toml", "desk/locales/en.json"],
    )
}

/// A hash of the contents of files and folders, in a stable order.
fn fingerprint(project: &Project, inputs: &[&str], start: &str) -> Result<String> {
    let mut hash = Sha256::new_with_prefix(start);
    for input in inputs {
        let mut files = Vec::new();
        files_under(&project.root.join(input), &mut files)?;
        files.sort();
        for file in files {
            hash.update(file.strip_prefix(&project.root)?.as_os_str().as_encoded_bytes());
            hash.update(std::fs::read(&file)?);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// All files of a folder, or the file itself; nothing when it does not exist.
pub(crate) fn files_under(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            files_under(&entry?.path(), into)?;
        }
    } else if path.is_file() {
        into.push(path.to_path_buf());
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The folder with `open-forum.js` (the glue) and `open-forum_bg.wasm`.
fn compile(project: &Project, mode: Mode, key: &str) -> Result<PathBuf> {
    let out = project.target_wasm.join(match mode {
        Mode::Full => "widget",
        Mode::Quick => "widget-quick",
    });
    let stamp = out.join("inputs");
    if std::fs::read_to_string(&stamp).is_ok_and(|old| old == key) {
        return Ok(out);
    }
    tools::for_wasm(project)?;
    println!("Compiling the widget ({}) …", if mode == Mode::Full { "full" } else { "quick" });
    let _ = std::fs::remove_dir_all(&out);
    compile_module(project, mode, &WIDGET, "open_forum.wasm", &out)
        .context("the widget does not compile")?;
    ensure!(
        !out.join("snippets").exists(),
        "wasm-bindgen wrote snippets: JavaScript belongs into public/open-forum.js, where it is hashed and counted"
    );
    for feature in FEATURES {
        compile_feature(project, mode, &out, feature)?;
    }
    if mode == Mode::Full {
        for folder in [out.clone()].into_iter().chain(FEATURES.map(|name| out.join(name))) {
            optimise(project, &folder.join("open-forum_bg.wasm"))?;
            shorten(project, &folder)?;
        }
    }
    std::fs::write(stamp, key)?;
    Ok(out)
}

/// What cargo compiles for the widget.
const WIDGET: [&str; 2] = ["--package=open-forum", "--lib"];

/// The feature, and the folder within the compiled one, of the module for `api="browser:"`.
pub(crate) const BROWSER: &str = "browser";
/// The same of the module for the backends that are not the REST API.
pub(crate) const ADAPTERS: &str = "adapters";
/// The same of the module that is loaded when a room is opened.
pub(crate) const ROOMS: &str = "rooms";
/// Each is a module of its own.
pub(crate) const FEATURES: [&str; 3] = [BROWSER, ADAPTERS, ROOMS];

/// The package of the widget with one feature: a module of its own, so that participants do not
/// load it before they need it.
fn compile_feature(project: &Project, mode: Mode, out: &Path, feature: &str) -> Result<()> {
    let arguments = [&WIDGET[..], &["--features", feature]].concat();
    compile_module(project, mode, &arguments, "open_forum.wasm", &out.join(feature))
        .with_context(|| format!("the widget with the feature {feature} does not compile"))
}

/// What cargo compiles for the desk.
const DESK: [&str; 1] = ["--package=open-forum-desk"];
/// The parts of the desk, each a module of its own: what the loader calls them, which for all
/// but the first is also their feature and their folder.
pub(crate) const DESK_PARTS: [&str; 3] = ["moderation", "answers", "forum"];

/// Where the module of a part of the desk is within the compiled folder.
pub(crate) fn desk_folder(out: &Path, part: &str) -> PathBuf {
    if part == DESK_PARTS[0] { out.to_path_buf() } else { out.join(part) }
}

/// The folder with the desk's `open-forum.js` (the glue) and `open-forum_bg.wasm`, named as the
/// widget's, so that the same steps shrink both.
fn compile_desk(project: &Project, mode: Mode, key: &str) -> Result<PathBuf> {
    let out = project.target_wasm.join(match mode {
        Mode::Full => "desk",
        Mode::Quick => "desk-quick",
    });
    let stamp = out.join("inputs");
    if std::fs::read_to_string(&stamp).is_ok_and(|old| old == key) {
        return Ok(out);
    }
    tools::for_wasm(project)?;
    println!("Compiling the desk ({}) …", if mode == Mode::Full { "full" } else { "quick" });
    let _ = std::fs::remove_dir_all(&out);
    for (place, part) in DESK_PARTS.into_iter().enumerate() {
        let folder = &desk_folder(&out, part);
        let features = ["--features", part];
        let package = [&DESK[..], if place == 0 { &[] } else { &features }].concat();
        compile_module(project, mode, &package, "open_forum_desk.wasm", folder)
            .context("the desk does not compile")?;
        ensure!(!folder.join("snippets").exists(), "wasm-bindgen wrote snippets for the desk");
        if mode == Mode::Full {
            optimise(project, &folder.join("open-forum_bg.wasm"))?;
            shorten(project, folder)?;
        }
    }
    std::fs::write(stamp, key)?;
    Ok(out)
}

/// Compiles a package to WebAssembly and writes module and glue into a folder.
fn compile_module(
    project: &Project,
    mode: Mode,
    package: &[&str],
    file: &str,
    out: &Path,
) -> Result<()> {
    let (profile, folder) = match mode {
        Mode::Full => ("wasm-release", "wasm-release"),
        Mode::Quick => ("dev", "debug"),
    };
    let mut cargo = project.command("cargo");
    cargo.args(["build", "--quiet"]).args(package);
    cargo.args(["--target=wasm32-unknown-unknown", "--profile", profile]);
    run(cargo.env("CARGO_TARGET_DIR", &project.target_wasm))?;
    let module = project.target_wasm.join("wasm32-unknown-unknown").join(folder).join(file);
    run(project
        .command("wasm-bindgen")
        .args(["--target=web", "--no-typescript", "--out-name=open-forum", "--out-dir"])
        .arg(out)
        .arg(module))
}

fn optimise(project: &Project, wasm: &Path) -> Result<()> {
    tools::for_node(project)?;
    println!("Optimising with wasm-opt …");
    run(project
        .command("wasm-opt")
        .args(WASM_FEATURES)
        // A function that is inlined into its only caller does not repeat others any more, and
        // functions in the order of their names resemble their neighbours: 7 % less in brotli.
        .args([
            "--one-caller-inline-max-function-size=0",
            // The stack stands first (rustc's default), so that no value has an address below 1,024.
            "--low-memory-unused",
            "--flatten",
            "--rereloop",
            "-Oz",
            "-Oz",
            "--optimize-added-constants-propagate",
            "--precompute-propagate",
            "--optimize-instructions",
            "--reorder-functions-by-name",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .arg(wasm)
        .arg("-o")
        .arg(wasm))
}

/// Gives what module and glue call each other one or two letters instead of names with hashes,
/// and takes comments and spaces out of the glue: 5 kB in brotli.
fn shorten(project: &Project, folder: &Path) -> Result<()> {
    let (wasm, glue) = (folder.join("open-forum_bg.wasm"), folder.join("open-forum.js"));
    let told = output(
        project
            .command("wasm-opt")
            .args(WASM_FEATURES)
            // Once more, where functions stand in their order and have no names: half a per cent.
            .args(["--one-caller-inline-max-function-size=0", "--low-memory-unused", "-Oz"])
            .args(["--code-pushing", "--simplify-locals-nostructure", "--vacuum"])
            .arg("--minify-imports-and-exports-and-modules")
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm),
    )?;
    let names: Names = serde_json::from_str(&told).context("wasm-opt tells no names")?;
    let renamed = rename(&std::fs::read_to_string(&glue)?, &names)?;
    std::fs::write(&glue, renamed)?;
    tighten(project, &glue)
}

/// Takes comments, spaces and long local names out of a module.
pub(crate) fn tighten(project: &Project, script: &Path) -> Result<()> {
    tools::for_node(project)?;
    run(project
        .command("terser")
        .args(["--module", "--compress", "passes=3", "--mangle", "--output"])
        .arg(script)
        .arg(script))
}

/// What `wasm-opt` calls imports (module, name, new name) and exports (name, new name) now.
#[derive(serde::Deserialize)]
struct Names {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

/// The glue with the module's new names. Imports stand in it as keys of one object, exports as
/// properties of `wasm`; the one module that is imported from is called `a`.
fn rename(glue: &str, names: &Names) -> Result<String> {
    let mut renamed = glue.to_owned();
    for (module, old, new) in &names.imports {
        renamed = renamed.replace(&format!("{module:?}: import0"), "a: import0");
        let key = format!("        {old}: ");
        ensure!(renamed.contains(&key), "the glue does not hand over {old}");
        renamed = renamed.replace(&key, &format!("        {new}: "));
    }
    ensure!(renamed.contains("a: import0"), "the glue does not name its module");
    // Longer names first, since one may begin another.
    let mut exports: Vec<_> = names.exports.iter().collect();
    exports.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    for (old, new) in exports {
        renamed = renamed.replace(&format!("wasm.{old}"), &format!("wasm.{new}"));
    }
    Ok(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_takes_the_new_names() {
        let glue = "    const import0 = {\n        __wbg_then_1: f,\n    };\n    return {\n        \"./x_bg.js\": import0,\n    };\nwasm.run_all(); wasm.run(1);\n";
        let names = Names {
            imports: vec![("./x_bg.js".into(), "__wbg_then_1".into(), "$".into())],
            exports: vec![("run".into(), "a".into()), ("run_all".into(), "b".into())],
        };
        let renamed = rename(glue, &names).unwrap();
        assert!(renamed.contains("        $: f,"), "{renamed}");
        assert!(renamed.contains("a: import0,"), "{renamed}");
        assert!(renamed.contains("wasm.b(); wasm.a(1);"), "{renamed}");
        let names =
            Names { imports: vec![("./x".into(), "gone".into(), "$".into())], exports: vec![] };
        assert!(rename(glue, &names).is_err());
    }
}
