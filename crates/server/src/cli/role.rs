//! `role`.

use anyhow::Context as _;
use clap::Args;
use contract::Role;

use crate::{
    cli::Usage,
    config::{DEFAULT_FORUM, DatabaseOption},
    sign_in::address,
    sources::Sources,
};

/// Whose roles, and which.
#[derive(Debug, Args)]
pub struct RoleOptions {
    /// Address of the account; its owner has signed in once
    #[arg(long)]
    email: String,
    /// Role to give: moderator or official; may be given several times
    #[arg(long = "add", value_name = "ROLE", value_parser = role)]
    add: Vec<Role>,
    /// Role to take away
    #[arg(long = "remove", value_name = "ROLE", value_parser = role)]
    remove: Vec<Role>,
    /// Short name of the forum
    #[arg(long, default_value = DEFAULT_FORUM)]
    forum: String,
    #[command(flatten)]
    database: DatabaseOption,
}

/// Gives and takes roles, and prints those that each account has now.
pub fn run(options: RoleOptions) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")?
        .block_on(change(options))
}

async fn change(options: RoleOptions) -> anyhow::Result<()> {
    let email = address(&options.email)
        .ok_or_else(|| Usage(format!("{:?} is not an address", options.email)))?;
    let database = options.database.database.unwrap_or_default();
    if database.is_missing() {
        return Err(Usage(format!("there is no database {database}")).into());
    }
    let storage =
        database.open().with_context(|| format!("cannot open the database {database}"))?;
    let forum = storage
        .forum(&options.forum)
        .await
        .map_err(|_| Usage(format!("the database has no forum {:?}", options.forum)))?;
    let now = Sources::system().clock.now_ms();
    let changed =
        storage.change_roles(forum.id, &email, &options.add, &options.remove, now).await?;
    storage.close().await?;
    if changed.is_empty() {
        let sentence = "nobody with this address has an account in this forum; \
                        let them sign in once, then try again";
        return Err(Usage(sentence.to_owned()).into());
    }
    for (name, roles) in changed {
        let words: Vec<_> = std::iter::once(Role::Participant).chain(roles).collect();
        let words: Vec<_> = words.iter().map(|role| role.as_str()).collect();
        println!("{name}: {}", words.join(", "));
    }
    Ok(())
}

/// A role that is given; everybody who signs in may take part.
fn role(text: &str) -> Result<Role, String> {
    match text.parse() {
        Ok(role @ (Role::Moderator | Role::Official)) => Ok(role),
        _ => Err("a role is moderator or official".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_has_is_not_given() {
        assert_eq!(role("moderator"), Ok(Role::Moderator));
        for wrong in ["participant", "king", ""] {
            role(wrong).expect_err(wrong);
        }
    }
}
