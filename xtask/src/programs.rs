//! What the checks run: the programs that cargo makes of the workspace's tests, and those that
//! these start. All are compiled at once, with the features of the whole workspace, so that no
//! stage compiles what another has compiled with other features.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::count::{Count, counted};
use crate::postgrest;
use crate::project::Project;

/// What every command of cargo's is given that compiles tests.
pub(crate) const SELECTION: [&str; 2] = ["--workspace", postgrest::OVER_HTTP];

/// The tests of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tests {
    /// The folder of the package within the checkout, such as `crates/rules`.
    pub(crate) package: String,
    /// The name of the target.
    pub(crate) name: String,
    /// A file under `tests/`, and not beside the code.
    pub(crate) is_apart: bool,
    program: PathBuf,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Programs {
    root: PathBuf,
    tests: Vec<Tests>,
    /// By name.
    binaries: Vec<(String, PathBuf)>,
}

impl Programs {
    /// Compiles what is not compiled yet.
    pub(crate) fn compiled(project: &Project) -> Result<Self> {
        println!("Compiling what the checks run …");
        let output = project
            .cargo()
            .args(["test", "--quiet", "--no-run", "--message-format=json-render-diagnostics"])
            .args(SELECTION)
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        ensure!(output.status.success(), "the tests do not compile");
        Self::told(&project.root, &String::from_utf8(output.stdout)?)
    }

    /// Reads what cargo tells, a line each.
    fn told(root: &Path, lines: &str) -> Result<Self> {
        let mut all = Self { root: root.to_owned(), ..Self::default() };
        for line in lines.lines() {
            let message: Value = serde_json::from_str(line).context("cargo tells no JSON")?;
            let (Some(program), Some(manifest)) =
                (message["executable"].as_str(), message["manifest_path"].as_str())
            else {
                continue;
            };
            let target = &message["target"];
            let name = target["name"].as_str().context("a target without a name")?.to_owned();
            let program = PathBuf::from(program);
            if message["profile"]["test"] == true {
                let folder = Path::new(manifest).parent().unwrap_or(root);
                let package = folder.strip_prefix(root)?.to_string_lossy().into_owned();
                let is_apart = target["kind"][0] == "test";
                all.tests.push(Tests { package, name, is_apart, program });
            } else if target["kind"][0] == "bin" {
                all.binaries.push((name, program));
            }
        }
        all.tests.sort_by(|one, other| {
            (&one.package, one.is_apart, &one.name).cmp(&(
                &other.package,
                other.is_apart,
                &other.name,
            ))
        });
        Ok(all)
    }

    /// A program that tests start.
    pub(crate) fn binary(&self, name: &str) -> Result<PathBuf> {
        let found = self.binaries.iter().find(|(known, _)| known == name);
        Ok(found.with_context(|| format!("cargo made no program {name}"))?.1.clone())
    }

    /// Runs the chosen tests, one program after the other; `more` adds to what each is given.
    /// Errors: where none is chosen.
    pub(crate) fn run(
        &self,
        chosen: impl Fn(&Tests) -> bool,
        more: impl Fn(&mut Command),
    ) -> Result<Count> {
        let chosen: Vec<_> = self.tests.iter().filter(|tests| chosen(tests)).collect();
        ensure!(!chosen.is_empty(), "no tests found");
        let mut count = Count::default();
        for tests in chosen {
            println!("{}: {}", tests.package, tests.name);
            let folder = self.root.join(&tests.package);
            let mut command = Command::new(&tests.program);
            // As cargo starts it.
            command.arg("--quiet").current_dir(&folder).env("CARGO_MANIFEST_DIR", &folder);
            more(&mut command);
            count += counted(&mut command)?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tests_and_programs_are_told_apart() {
        let message = |name: &str, kind: &str, test: bool, program: Value| {
            json!({
                "reason": "compiler-artifact", "manifest_path": "/here/crates/server/Cargo.toml",
                "target": {"name": name, "kind": [kind]}, "profile": {"test": test},
                "executable": program,
            })
            .to_string()
        };
        let told = [
            message("server", "lib", false, Value::Null),
            message("binary", "test", true, json!("/target/binary-1")),
            message("server", "lib", true, json!("/target/server-1")),
            message("open-forum-server", "bin", true, json!("/target/open-forum-server-1")),
            message("open-forum-server", "bin", false, json!("/target/open-forum-server")),
            message("durable_loop", "example", false, json!("/target/durable_loop")),
            json!({"reason": "build-finished", "success": true}).to_string(),
        ];
        let all = Programs::told(Path::new("/here"), &told.join("\n")).unwrap();
        let names: Vec<_> =
            all.tests.iter().map(|tests| (tests.name.as_str(), tests.is_apart)).collect();
        assert_eq!(names, [("open-forum-server", false), ("server", false), ("binary", true)]);
        assert!(all.tests.iter().all(|tests| tests.package == "crates/server"));
        let server = all.binary("open-forum-server").unwrap();
        assert_eq!(server, Path::new("/target/open-forum-server"));
        assert!(all.binary("durable_loop").is_err());
        assert!(all.run(|_| false, |_| ()).is_err());
        assert!(Programs::told(Path::new("/here"), "warning").is_err());
    }
}
