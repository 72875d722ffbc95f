//! Assembles `dist/`: content-hashed names, the loader told of them, compressed siblings.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::build::{
    ADAPTERS, BROWSER, DESK_PARTS, Mode, ROOMS, desk_folder, files_under, hex, tighten,
};
use crate::project::Project;
use crate::tools;

/// The loaders, and the place in each that names its files.
const LOADERS: [(&str, &str); 2] =
    [("open-forum.js", "/*@assets*/"), ("desk.js", "/*@desk-assets*/")];

/// The widget's sheets that the desk shares, in their order.
const DESK_SHEETS: [&str; 12] = [
    "tokens", "base", "button", "card", "chip", "dialog", "field", "notice", "response",
    "richtext", "skeleton", "timeline",
];

/// Files worth compressing.
const COMPRESSED: [&str; 6] = ["html", "js", "css", "json", "wasm", "svg"];

/// Writes `dist/` afresh beside the old one, then puts it in its place, so that a server that is
/// running never serves half a build.
pub(crate) fn assemble(project: &Project, compiled: &Path, desk: &Path, mode: Mode) -> Result<()> {
    let dist = project.dist();
    let fresh = project.root.join("dist.new");
    let _ = std::fs::remove_dir_all(&fresh);
    std::fs::create_dir_all(fresh.join("assets"))?;

    let mut manifest = Map::new();
    let wasm = std::fs::read(compiled.join("open-forum_bg.wasm"))?;
    let glue = std::fs::read(compiled.join("open-forum.js"))?;
    let wasm = hashed(&fresh, &mut manifest, "open-forum", "_bg.wasm", &wasm)?;
    let glue = hashed(&fresh, &mut manifest, "open-forum", ".js", &glue)?;
    let browser = module(&fresh, &mut manifest, &compiled.join(BROWSER), BROWSER)?;
    let adapters = module(&fresh, &mut manifest, &compiled.join(ADAPTERS), ADAPTERS)?;
    let mut rooms = module(&fresh, &mut manifest, &compiled.join(ROOMS), ROOMS)?;
    let sheet = minified(project, stylesheet(&project.root.join("style").join(ROOMS))?, mode)?;
    rooms["style"] = hashed(&fresh, &mut manifest, ROOMS, ".css", sheet.as_bytes())?.into();
    let folder = project.root.join("public/locales");
    let both = [folder.clone(), folder.join(ROOMS)];
    rooms["locales"] = lists(&fresh, &mut manifest, by_language(&both)?, "rooms-locale")?.into();
    let sheet = minified(project, stylesheet(&project.root.join("style"))?, mode)?;
    let style = hashed(&fresh, &mut manifest, "style", ".css", sheet.as_bytes())?;
    let locales = lists(&fresh, &mut manifest, by_language(&[folder])?, "locale")?;
    let live = script(project, &fresh, &mut manifest, "live", mode)?;
    let assets = json!({
        "glue": glue, "wasm": wasm, "style": style, "locales": locales, "browser": browser,
        "adapters": adapters, "live": live, "rooms": rooms,
    });
    let desk = desk_assets(project, &fresh, &mut manifest, desk, mode)?;
    public_files(project, &fresh, [&assets, &desk])?;
    if mode == Mode::Full {
        for (loader, _) in LOADERS {
            tighten(project, &fresh.join(loader))?;
        }
    }
    std::fs::write(
        fresh.join("asset-manifest.json"),
        serde_json::to_string_pretty(&Value::Object(manifest))?,
    )?;
    if mode == Mode::Full {
        compress(&fresh)?;
    }
    let _ = std::fs::remove_dir_all(&dist);
    Ok(std::fs::rename(fresh, dist)?)
}

/// The glue and module of a compiled folder, under a name.
fn module(
    dist: &Path,
    manifest: &mut Map<String, Value>,
    folder: &Path,
    name: &str,
) -> Result<Value> {
    let glue = std::fs::read(folder.join("open-forum.js"))?;
    let wasm = std::fs::read(folder.join("open-forum_bg.wasm"))?;
    Ok(json!({
        "glue": hashed(dist, manifest, name, ".js", &glue)?,
        "wasm": hashed(dist, manifest, name, "_bg.wasm", &wasm)?,
    }))
}

/// A script that is loaded when it is wanted.
fn script(
    project: &Project,
    dist: &Path,
    manifest: &mut Map<String, Value>,
    name: &str,
    mode: Mode,
) -> Result<String> {
    let path = dist.join(format!("{name}.js"));
    std::fs::copy(project.root.join("public").join(format!("{name}.js")), &path)?;
    if mode == Mode::Full {
        tighten(project, &path)?;
    }
    let script = std::fs::read(&path)?;
    std::fs::remove_file(path)?;
    hashed(dist, manifest, name, ".js", &script)
}

/// The desk's files: what all its parts share, and each part's module and messages.
fn desk_assets(
    project: &Project,
    dist: &Path,
    manifest: &mut Map<String, Value>,
    compiled: &Path,
    mode: Mode,
) -> Result<Value> {
    let base = minified(project, base(project)?, mode)?;
    let base = hashed(dist, manifest, "desk-base", ".css", base.as_bytes())?;
    let sheet = minified(project, stylesheet(&project.root.join("style/desk"))?, mode)?;
    let sheet = hashed(dist, manifest, "desk", ".css", sheet.as_bytes())?;
    let all = by_language(&[project.root.join("desk/locales")])?;
    let mut parts = Map::new();
    for part in DESK_PARTS {
        let name = format!("desk-{part}");
        let mut files = module(dist, manifest, &desk_folder(compiled, part), &name)?;
        let own = all.iter().map(|(lang, messages)| (lang.clone(), of_part(messages, part)));
        files["locales"] =
            lists(dist, manifest, own.collect(), &format!("desk-locale-{part}"))?.into();
        parts.insert(part.to_owned(), files);
    }
    Ok(json!({ "styles": [base, sheet], "parts": parts }))
}

/// The desk's messages that only one part shows, by the first word of their keys.
const ONLY: [(&str, &str); 3] = [
    (
        DESK_PARTS[0],
        "appeal claim cluster decided failed flag flags harm help item judge judged kind log \
         not_given note notes org organisation panel reach reports rule rules \
         shortcuts similar sort undo version versions",
    ),
    (DESK_PARTS[1], "answers cause due ledger meter"),
    (
        DESK_PARTS[2],
        "announcement announcements audit award awards one_way pattern patterns phase promise sure thread threads voting",
    ),
];

/// The messages of a part, with nothing in the place of those that it never shows: keys are
/// counted.
fn of_part(messages: &BTreeMap<String, String>, part: &str) -> BTreeMap<String, String> {
    let is_shown = |key: &str| {
        let first = key.split('.').next().unwrap_or_default();
        let owner = ONLY.iter().find(|(_, words)| words.split(' ').any(|word| word == first));
        owner.is_none_or(|(owner, _)| *owner == part)
    };
    let text = |key: &str, text: &str| if is_shown(key) { text.to_owned() } else { String::new() };
    messages.iter().map(|(key, said)| (key.clone(), text(key, said))).collect()
}

/// Messages by their keys, by language.
type Languages = BTreeMap<String, BTreeMap<String, String>>;

/// The messages of one or more folders.
fn by_language(folders: &[PathBuf]) -> Result<Languages> {
    let mut all = Languages::new();
    for folder in folders {
        for file in sorted(folder, "json")? {
            all.entry(stem(&file)?).or_default().extend(messages(&file)?);
        }
    }
    Ok(all)
}

/// The messages in every language, each as a list in the order of the keys: what the modules'
/// own keys count (crates/messages).
fn lists(
    dist: &Path,
    manifest: &mut Map<String, Value>,
    all: Languages,
    name: &str,
) -> Result<Map<String, Value>> {
    let mut locales = Map::new();
    for (lang, messages) in all {
        let list: Vec<_> = messages.into_values().collect();
        let text = serde_json::to_string(&list)?;
        let url = hashed(dist, manifest, &format!("{name}-{lang}"), ".json", text.as_bytes())?;
        locales.insert(lang, url.into());
    }
    Ok(locales)
}

fn messages(file: &Path) -> Result<BTreeMap<String, String>> {
    serde_json::from_str(&std::fs::read_to_string(file)?)
        .with_context(|| format!("{} is no list of messages", file.display()))
}

/// Writes one immutable file and returns its address as the loader sees it.
fn hashed(
    dist: &Path,
    manifest: &mut Map<String, Value>,
    name: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<String> {
    let hash = hex(&Sha256::digest(bytes));
    let path = format!("assets/{name}-{}{ending}", hash.get(..12).unwrap_or(&hash));
    std::fs::write(dist.join(&path), bytes)?;
    manifest.insert(format!("{name}{ending}"), path.clone().into());
    Ok(format!("./{path}"))
}

/// All sheets of a folder in one text: the tokens first, then the base, then the rest by name.
fn stylesheet(folder: &Path) -> Result<String> {
    let mut files = sorted(folder, "css")?;
    let place = |file: &Path| match file.file_name().and_then(|name| name.to_str()) {
        Some("tokens.css") => 0,
        Some("base.css") => 1,
        _ => 2,
    };
    files.sort_by_key(|file| place(file));
    let mut all = String::new();
    for file in files {
        all.push_str(&std::fs::read_to_string(file)?);
    }
    Ok(all)
}

/// A stylesheet without what only readers of the source need, where it is shipped.
fn minified(project: &Project, sheet: String, mode: Mode) -> Result<String> {
    if mode == Mode::Quick {
        return Ok(sheet);
    }
    tools::for_node(project)?;
    let mut esbuild = project
        .command("esbuild")
        .args(["--minify", "--loader=css", "--log-level=warning"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("esbuild does not start")?;
    let mut input = esbuild.stdin.take().context("esbuild reads nothing")?;
    input.write_all(sheet.as_bytes())?;
    drop(input);
    let output = esbuild.wait_with_output()?;
    ensure!(output.status.success(), "esbuild does not understand a stylesheet");
    Ok(String::from_utf8(output.stdout)?)
}

/// Of the widget's sheets those that the desk needs.
fn base(project: &Project) -> Result<String> {
    let mut all = String::new();
    for name in DESK_SHEETS {
        let file = project.root.join("style").join(name).with_extension("css");
        all.push_str(&std::fs::read_to_string(file)?);
    }
    Ok(all)
}

/// A script without block comments, indentation and empty lines. Our own files hold no `/*` inside
/// strings, which is what keeps this so short.
fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        + "\n"
}

/// The loaders with their files named, all else as it is.
fn public_files(project: &Project, dist: &Path, assets: [&Value; 2]) -> Result<()> {
    for page in ["index.html", "desk.html"] {
        std::fs::copy(project.root.join(page), dist.join(page))?;
    }
    let public = project.root.join("public");
    let mut files = Vec::new();
    files_under(&public, &mut files)?;
    for file in files {
        let name = file.strip_prefix(&public)?;
        if name.starts_with("locales") {
            continue;
        }
        let to = dist.join(name);
        std::fs::create_dir_all(to.parent().context("a file has a folder")?)?;
        match LOADERS.iter().zip(assets).find(|((loader, _), _)| name == Path::new(loader)) {
            Some(((_, placeholder), assets)) => {
                let source = std::fs::read_to_string(&file)?;
                let english = messages(&project.root.join("public/locales/en.json"))?;
                let source = said(&source, &english)?;
                std::fs::write(to, loader(&source, placeholder, assets)?)?;
            }
            None => drop(std::fs::copy(&file, to)?),
        }
    }
    Ok(())
}

/// Fills the placeholder line and drops the comments, which are for readers of the source.
fn loader(source: &str, placeholder: &str, assets: &Value) -> Result<String> {
    ensure!(
        source.matches(placeholder).count() == 1,
        "a loader must hold {placeholder} exactly once"
    );
    let mut filled = String::new();
    for line in source.lines() {
        match line.split_once(placeholder) {
            Some((before, _)) => {
                let _ = write!(filled, "{before}{assets};");
            }
            None if line.trim_start().starts_with("//") => {}
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    Ok(without_comments(&filled))
}

/// The line of a loader that names the messages that it says itself.
const SAYS: &str = "/*@words*/";

/// Fills in where each message that a loader says stands in the list of all.
fn said(source: &str, all: &BTreeMap<String, String>) -> Result<String> {
    let Some((before, rest)) = source.split_once(SAYS) else { return Ok(source.to_owned()) };
    let (line, after) = rest.split_once(";\n").context("the line of words has no end")?;
    let keys: Vec<String> = serde_json::from_str(line.trim()).context("the words are no list")?;
    let mut places = Map::new();
    for key in keys {
        let place = all.keys().position(|known| *known == key);
        places.insert(key.clone(), place.with_context(|| format!("no message {key}"))?.into());
    }
    Ok(format!("{before}{};\n{after}", Value::Object(places)))
}

/// The files of a folder with this ending, without those of folders within it.
fn sorted(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    files_under(folder, &mut files)?;
    files.retain(|file| file.parent() == Some(folder));
    files.retain(|file| file.extension().is_some_and(|ext| ext == extension));
    files.sort();
    Ok(files)
}

fn stem(file: &Path) -> Result<String> {
    match file.file_stem().and_then(|stem| stem.to_str()) {
        Some(stem) => Ok(stem.to_owned()),
        None => bail!("{} has no readable name", file.display()),
    }
}

/// Puts `.br` and `.gz` beside every file that is worth it.
fn compress(dist: &Path) -> Result<()> {
    let mut files = Vec::new();
    files_under(dist, &mut files)?;
    for file in files {
        let Some(ending) = file.extension().and_then(|ext| ext.to_str()) else { continue };
        if !COMPRESSED.contains(&ending) {
            continue;
        }
        let bytes = std::fs::read(&file)?;
        std::fs::write(with_ending(&file, "br"), brotli(&bytes)?)?;
        let mut gzip = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
        gzip.write_all(&bytes)?;
        std::fs::write(with_ending(&file, "gz"), gzip.finish()?)?;
    }
    Ok(())
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Brotli at quality 11 with the largest window that every browser reads.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_is_told_its_files_and_loses_its_comments() {
        let source = "// why\nconst ASSETS = /*@assets*/ {glue:\"x\"};\n/* more */ run(ASSETS);\n";
        let all = [("a.b".to_owned(), String::new()), ("c".to_owned(), String::new())].into();
        let words = said("const S = /*@words*/ [\"c\"];\nx();\n", &all).unwrap();
        assert_eq!(words, "const S = {\"c\":1};\nx();\n");
        assert!(said("const S = /*@words*/ [\"d\"];\n", &all).is_err());
        let filled = loader(source, "/*@assets*/", &json!({ "glue": "./assets/a.js" })).unwrap();
        assert_eq!(filled, "const ASSETS = {\"glue\":\"./assets/a.js\"};\nrun(ASSETS);\n");
    }

    #[test]
    fn a_loader_without_its_place_is_refused() {
        assert!(loader("const ASSETS = {};", "/*@assets*/", &json!({})).is_err());
    }

    #[test]
    fn brotli_is_read_back() {
        let text = b"a vote a person, a vote a person, a vote a person".repeat(20);
        let packed = brotli(&text).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut back).unwrap();
        assert_eq!(back, text);
        assert!(packed.len() < 80, "{} bytes", packed.len());
    }

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(
            without_comments("/* a */\nif (x) {\n  y(); /* b\nc */\n}\n\n"),
            "if (x) {\ny();\n}\n"
        );
    }
}
