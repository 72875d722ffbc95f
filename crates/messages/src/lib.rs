//! Turns a file of English messages into typed message keys, for build scripts.
//!
//! The English messages are the one list of keys: a key that is missing there
//! does not compile, and the English texts are built into the module. They are
//! joined into one string each, since two strings cost less in the wasm than
//! hundreds of slices.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
};

type Messages = BTreeMap<String, String>;

/// Writes `keys.rs` into the build script's `OUT_DIR`: the enums `Key` and
/// `Plural`, and the names and English texts of all keys of the files.
///
/// Errors where a file cannot be read, is no JSON object of texts, or where
/// a plural lacks a form.
pub fn keys(files: &[&str]) -> Result<(), Box<dyn Error>> {
    write(files, Form::Whole)
}

/// The same for a module that gets all its texts from outside, as a list in
/// the order of the keys: the English ones are built into its tests alone.
///
/// Errors as [`keys`] does.
pub fn keys_alone(files: &[&str]) -> Result<(), Box<dyn Error>> {
    write(files, Form::Alone)
}

/// The same for a module that looks up by a word only what is of one of these
/// `groups` (`phase` for `phase.open`): no other names are there, and the groups
/// are the enum `Group`.
///
/// Errors as [`keys`] does, and where a group has no message.
pub fn keys_in_groups(files: &[&str], groups: &[&str]) -> Result<(), Box<dyn Error>> {
    write(files, Form::Groups(groups))
}

/// What a module holds besides its keys.
#[derive(Debug, Clone, Copy)]
enum Form<'a> {
    /// All names and the English texts.
    Whole,
    /// All names.
    Alone,
    /// The names of these groups.
    Groups(&'a [&'a str]),
}

fn write(files: &[&str], form: Form<'_>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut messages = Messages::new();
    for file in files {
        println!("cargo::rerun-if-changed={file}");
        messages.extend(read(Path::new(file))?);
    }
    let target = Path::new(&env::var("OUT_DIR")?).join("keys.rs");
    fs::write(target, generate(&files.join(", "), &messages, form)?)?;
    Ok(())
}

/// Compares every other file of the folder with the English one.
///
/// Errors with the first key that one lacks, has too much, leaves empty or
/// fills with other `{holes}`.
pub fn same_everywhere(folder: &str) -> Result<(), Box<dyn Error>> {
    let english = read(&Path::new(folder).join("en.json"))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        println!("cargo::rerun-if-changed={}", path.display());
        differs(&english, &read(&path)?)
            .map_or(Ok(()), |told| Err(format!("{}: {told}", path.display())))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Messages, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// The first difference between a language and English, in words.
fn differs(english: &Messages, other: &Messages) -> Option<String> {
    if let Some(key) = other.keys().find(|key| !english.contains_key(*key)) {
        return Some(format!("`{key}` is not in en.json"));
    }
    english.iter().find_map(|(key, text)| match other.get(key) {
        None => Some(format!("`{key}` is missing")),
        Some(said) if said.trim().is_empty() => Some(format!("`{key}` says nothing")),
        Some(said) if holes(said) != holes(text) => Some(format!("`{key}` has other holes")),
        Some(_) => None,
    })
}

/// The names in the `{holes}` of a message.
fn holes(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

/// What stands before the English texts where only tests have them.
const IN_TESTS: &str = "#[cfg(test)]\n";

fn generate(source: &str, messages: &Messages, form: Form<'_>) -> Result<String, Box<dyn Error>> {
    let mut keys = String::new();
    let mut plurals = String::new();
    let mut forms = String::new();
    for (key, text) in messages {
        if text.contains('\n') || key.contains('\n') {
            return Err(format!("{source}: `{key}` has a line break").into());
        }
        let name = pascal(key);
        writeln!(keys, "    /// {}\n    {name},", quoted(text))?;
        let Some(base) = key.strip_suffix(".one") else { continue };
        if !messages.contains_key(&format!("{base}.other")) {
            return Err(format!("{source}: `{key}` has no `{base}.other` beside it").into());
        }
        let base = pascal(base);
        writeln!(plurals, "    /// {}\n    {base},", quoted(text))?;
        writeln!(forms, "            Self::{base} => [Key::{base}One, Key::{base}Other],")?;
    }
    let names = names(messages, form);
    let (english, groups) = match form {
        Form::Whole => ("", String::new()),
        Form::Alone => (IN_TESTS, String::new()),
        Form::Groups(groups) => (IN_TESTS, groups_of(source, messages, groups)?),
    };
    let texts: Vec<&str> = messages.values().map(String::as_str).collect();
    Ok(format!(
        "/// A message. The variants come from `{source}`.\n\
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
         {groups}\
         const NAMES: &str = {:?};\n\
         {english}const ENGLISH: &str = {:?};\n",
        names.join("\n"),
        texts.join("\n"),
    ))
}

/// The names of all keys in their order; empty where nobody looks one up.
fn names<'a>(messages: &'a Messages, form: Form<'_>) -> Vec<&'a str> {
    let is_kept = |name: &str| match form {
        Form::Whole | Form::Alone => true,
        Form::Groups(groups) => groups.iter().any(|group| is_of(name, group)),
    };
    messages.keys().map(|name| if is_kept(name) { name.as_str() } else { "" }).collect()
}

fn is_of(name: &str, group: &str) -> bool {
    name.strip_prefix(group).is_some_and(|word| word.starts_with('.'))
}

/// The enum of groups.
fn groups_of(source: &str, messages: &Messages, groups: &[&str]) -> Result<String, Box<dyn Error>> {
    let (mut variants, mut words) = (String::new(), String::new());
    for group in groups {
        if !messages.keys().any(|name| is_of(name, group)) {
            return Err(format!("{source}: no message is of the group `{group}`").into());
        }
        let name = pascal(group);
        writeln!(variants, "    /// `{group}.…`\n    {name},")?;
        writeln!(words, "            Self::{name} => \"{group}.\",")?;
    }
    Ok(format!(
        "/// Messages that are found by a word of the contract.\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq)]\n\
         pub enum Group {{\n{variants}}}\n\n\
         impl Group {{\n\
         \x20   /// What stands before the word in a message's name.\n\
         \x20   const fn prefix(self) -> &'static str {{\n        match self {{\n{words}        }}\n    }}\n\
         }}\n\n"
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

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(pairs: &[(&str, &str)]) -> Messages {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn keys_become_names() {
        assert_eq!(pascal("compose.step_of"), "ComposeStepOf");
        let english = messages(&[("a.b", "B"), ("n.one", "{n} thing"), ("n.other", "{n} things")]);
        let code = generate("en.json", &english, Form::Whole).unwrap();
        assert!(
            code.contains("    AB,\n") && code.contains("Self::N => [Key::NOne, Key::NOther],")
        );
    }

    #[test]
    fn a_plural_has_both_forms() {
        assert!(generate("en.json", &messages(&[("n.one", "{n}")]), Form::Whole).is_err());
    }

    #[test]
    fn names_are_there_for_what_is_looked_up() {
        let english = messages(&[("a.b", "B"), ("ab.c", "C"), ("c", "D")]);
        assert_eq!(names(&english, Form::Groups(&["a"])), ["a.b", "", ""]);
        assert_eq!(names(&english, Form::Whole), ["a.b", "ab.c", "c"]);
        let code = generate("en.json", &english, Form::Groups(&["a"])).unwrap();
        assert!(code.contains("Self::A => \"a.\""), "{code}");
        assert!(generate("en.json", &english, Form::Groups(&["b"])).is_err(), "no message is of b");
    }

    #[test]
    fn another_language_says_the_same() {
        let english = messages(&[("a", "{n} of {all}")]);
        let check = |other: &[(&str, &str)]| differs(&english, &messages(other));
        assert_eq!(check(&[("a", "{all}: {n}")]), None);
        assert_eq!(check(&[("a", "{n}")]).unwrap(), "`a` has other holes");
        assert_eq!(check(&[]).unwrap(), "`a` is missing");
        assert_eq!(check(&[("a", " ")]).unwrap(), "`a` says nothing");
        assert_eq!(check(&[("a", "{n} {all}"), ("b", "x")]).unwrap(), "`b` is not in en.json");
    }
}
