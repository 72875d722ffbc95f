//! Where the programs are, and as whom they run: `PostgreSQL` refuses to run as
//! root.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{NoCluster, failed, run};

/// Who runs it where we are root, the first that there is.
const USERS: [&str; 2] = ["postgres", "nobody"];

/// The programs.
pub(crate) struct Programs {
    folder: PathBuf,
    user: Option<&'static str>,
}

impl Programs {
    /// Looks in `PATH`, then where Debian puts them, newest version first.
    pub(crate) fn find() -> Result<Self, NoCluster> {
        let path = env::var_os("PATH").unwrap_or_default();
        let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = installed.map(|found| found.path().join("bin")).collect();
        versions.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
        let folder = env::split_paths(&path)
            .chain(versions)
            .find(|folder| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file()))
            .ok_or(NoCluster::Missing)?;
        let is_root = run(Command::new("id").arg("-u"))? == "0";
        let user = is_root.then(|| {
            let known = |user: &&str| run(Command::new("id").args(["-u", user])).is_ok();
            USERS.into_iter().find(known).unwrap_or(USERS[1])
        });
        Ok(Self { folder, user })
    }

    /// A program of the server, as the user who may run it.
    pub(crate) fn command(&self, name: &str) -> Command {
        let program = self.folder.join(name);
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
        };
        // Where we stand may be closed to that user.
        command.current_dir("/");
        command
    }

    /// A program that connects.
    pub(crate) fn client(&self, name: &str) -> Command {
        let beside = self.folder.join(name);
        if beside.is_file() { Command::new(beside) } else { Command::new(name) }
    }

    /// Gives a folder to the user.
    pub(crate) fn give(&self, folder: &Path) -> Result<(), NoCluster> {
        if let Some(user) = self.user {
            run(Command::new("chown").arg(user).arg(folder))?;
        }
        Ok(())
    }

    /// A process that ends the cluster and deletes its folder once its standard
    /// input has ended.
    pub(crate) fn watch(&self, folder: &Path) -> Result<Child, NoCluster> {
        let stop = self.command("pg_ctl");
        let words = std::iter::once(stop.get_program()).chain(stop.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
        // Who ends the tests by a signal to all of them ends this one too.
        let script = "trap '' INT TERM HUP; cd /; cat >/dev/null; folder=$1; shift; \
                      \"$@\" stop -D \"$folder/data\" -m immediate -w; rm -rf \"$folder\"";
        Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(folder)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed("sh", &error))
    }
}

/// The number in `/usr/lib/postgresql/15/bin`.
fn version(folder: &Path) -> u32 {
    let number = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
