//! Turns `public/locales/en.json` into typed message keys.
//!
//! The English messages are the one list of keys: a key that is missing there
//! does not compile, and the English texts are built into the widget. They are
//! joined into one string each, since two strings cost less in the wasm than
//! hundreds of slices.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

const SOURCE: &str = "public/locales/en.json";
/// What the rooms say beside that (feature `rooms`).
const ROOMS: &str = "public/locales/rooms/en.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed={ROOMS}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut messages = read(SOURCE)?;
    if env::var_os("CARGO_FEATURE_ROOMS").is_some() {
        messages.extend(read(ROOMS)?);
    }
    let target = Path::new(&env::var("OUT_DIR")?).join("keys.rs");
    fs::write(target, generate(&messages)?)?;
    Ok(())
}

fn read(file: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}

fn generate(messages: &BTreeMap<String, String>) -> Result<String, Box<dyn Error>> {
    let mut keys = String::new();
    let mut plurals = String::new();
    let mut forms = String::new();
    for (key, text) in messages {
        if text.contains('\n') || key.contains('\n') {
            return Err(format!("{SOURCE}: `{key}` has a line break").into());
        }
        let name = pascal(key);
        writeln!(keys, "    /// {}\n    {name},", quoted(text))?;
        let Some(base) = key.strip_suffix(".one") else { continue };
        if !messages.contains_key(&format!("{base}.other")) {
            return Err(format!("{SOURCE}: `{key}` has no `{base}.other` beside it").into());
        }
        let base = pascal(base);
        writeln!(plurals, "    /// {}\n    {base},", quoted(text))?;
        writeln!(forms, "            Self::{base} => [Key::{base}One, Key::{base}Other],")?;
    }
    let names: Vec<&str> = messages.keys().map(String::as_str).collect();
    let texts: Vec<&str> = messages.values().map(String::as_str).collect();
    Ok(format!(
        "/// A message. The variants come from `{SOURCE}`.\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq)]\n\
         #[repr(u16)]\n\
         pub enum Key {{\n{keys}}}\n\n\
         /// A message that depends on a number.\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq)]\n\
         #[repr(u16)]\n\
         pub enum Plural {{\n{plurals}}}\n\n\
         impl Plural {{\n\
         \x20   const fn forms(self) -> [Key; 2] {{\n        match self {{\n{forms}        }}\n    }}\n\
         }}\n\n\
         const NAMES: &str = {:?};\n\
         const ENGLISH: &str = {:?};\n",
        names.join("\n"),
        texts.join("\n"),
    ))
}

/// A message as code in a doc comment, whatever it says.
fn quoted(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// `compose.step_of` becomes `ComposeStepOf`.
fn pascal(key: &str) -> String {
    let mut name = String::new();
    let mut upper = true;
    for letter in key.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(if upper { letter.to_ascii_uppercase() } else { letter });
            upper = false;
        } else {
            upper = true;
        }
    }
    name
}
