//! The organisations of the demonstration, with their people, votes and awards;
//! one waits for a moderator.

use anyhow::Context as _;
use storage::{
    ForumId, ImportedOrganisation, NewOrganisation, NewParticipant, ParticipantId, Reader,
    StorageError,
};

use super::{
    ORGANISATIONS,
    format::{DemoOrganisation, DemoPerson},
    seed::{DAY_MS, claims, source},
};
use crate::app::App;

/// Writes those that are not there yet; what they voted on and wrote is there.
pub(super) async fn seed(app: &App, forum: ForumId, people: &[DemoPerson]) -> anyhow::Result<()> {
    let all: Vec<DemoOrganisation> =
        serde_json::from_str(ORGANISATIONS).context("organisations.json")?;
    let (waiting, verified): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|demo| demo.waits_for.is_some());
    let imports = verified.into_iter().map(|demo| import(app, people, demo));
    let imports = imports.collect::<anyhow::Result<_>>()?;
    app.storage().import_organisations(forum, imports).await.context("organisations")?;
    for demo in waiting {
        register(app, forum, people, demo).await?;
    }
    Ok(())
}

/// Registers one, as the person for whom it waits would.
async fn register(
    app: &App,
    forum: ForumId,
    people: &[DemoPerson],
    demo: DemoOrganisation,
) -> anyhow::Result<()> {
    let storage = app.storage();
    let moderator = Reader { viewer: None, moderator: true };
    match storage.organisation(forum, &demo.id, moderator).await {
        Err(StorageError::NotFound) => {}
        known => return known.map(drop).context("an organisation"),
    }
    let by = demo.waits_for.as_deref().unwrap_or_default();
    let new = participant(app, people, by, at(app, &demo))?;
    let by = storage.upsert_participant(forum, new).await?.id;
    let organisation = NewOrganisation { by, ..organisation(app, demo) };
    storage.register_organisation(forum, organisation, None).await?;
    Ok(())
}

fn import(
    app: &App,
    people: &[DemoPerson],
    mut demo: DemoOrganisation,
) -> anyhow::Result<ImportedOrganisation> {
    let now_ms = at(app, &demo);
    let members = demo
        .members
        .iter()
        .map(|member| Ok((participant(app, people, &member.person, now_ms)?, member.role)));
    Ok(ImportedOrganisation {
        members: members.collect::<anyhow::Result<_>>()?,
        submissions: demo.submissions.iter().map(|key| source(key)).collect(),
        votes: demo.votes.iter().map(|(key, value)| (source(key), *value)).collect(),
        recognitions: std::mem::take(&mut demo.recognitions),
        organisation: organisation(app, demo),
    })
}

fn participant(
    app: &App,
    people: &[DemoPerson],
    key: &str,
    now_ms: i64,
) -> anyhow::Result<NewParticipant> {
    let person = people.iter().find(|person| person.key == key);
    let person = person.with_context(|| format!("no person {key:?}"))?;
    let (id, organisation_id) = (app.sources().new_id(), app.sources().new_id());
    Ok(NewParticipant { id, organisation_id, claims: claims(person), now_ms })
}

/// The organisation, of nobody.
fn organisation(app: &App, demo: DemoOrganisation) -> NewOrganisation {
    NewOrganisation {
        now_ms: at(app, &demo),
        id: demo.id,
        name: demo.name,
        kind: demo.kind,
        registry: demo.registry,
        number: demo.number,
        country: Some(demo.country),
        website: demo.website,
        contact: demo.contact,
        by: ParticipantId(0),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "days of a demonstration are few")]
fn at(app: &App, demo: &DemoOrganisation) -> i64 {
    app.now() - (demo.days_ago * DAY_MS) as i64
}

#[cfg(test)]
mod tests {
    use contract::{OrganisationDraft, RecognitionDraft, VotingMode};
    use rules::{Normalizer, results, validate};

    use super::*;
    use crate::{
        config::ForumProfile,
        demo::{
            FORUM, SUBMISSIONS, THREADS,
            format::{DemoSubmission, DemoThread},
        },
    };

    #[test]
    fn the_organisations_obey_the_rules_that_others_obey() {
        let profile: ForumProfile = serde_json::from_str(FORUM).expect("forum.json");
        let forum = profile.into_forum(true, true, false, Vec::new());
        let all: Vec<DemoOrganisation> =
            serde_json::from_str(ORGANISATIONS).expect("organisations.json");
        let submissions: Vec<DemoSubmission> =
            serde_json::from_str(SUBMISSIONS).expect("submissions.json");
        let threads: Vec<DemoThread> = serde_json::from_str(THREADS).expect("threads.json");
        let mode = |key: &str| -> VotingMode {
            let found = submissions.iter().find(|one| one.key == key);
            let thread = threads.iter().find(|one| Some(&one.slug) == found.map(|one| &one.thread));
            thread.unwrap_or_else(|| panic!("no submission {key}")).voting.mode
        };
        for demo in all {
            assert!(demo.waits_for.is_some() || !demo.members.is_empty(), "{}", demo.name);
            for key in &demo.submissions {
                let found = submissions.iter().find(|one| one.key == *key);
                let author = found.map(|one| one.author.as_str());
                let is_of = demo.members.iter().any(|one| Some(one.person.as_str()) == author);
                assert!(is_of, "{key} is not by its people");
            }
            for (key, value) in &demo.votes {
                assert!(results::check_vote(mode(key), *value).is_ok(), "{} {key}", demo.name);
            }
            for given in &demo.recognitions {
                let draft = RecognitionDraft {
                    award: given.award.clone(),
                    category: given.category.clone(),
                    year: given.year,
                    citation: given.citation.clone(),
                };
                assert!(validate::recognition(&draft, &forum, &Normalizer::UNICODE).is_empty());
                assert!(given.id.is_some(), "{}", given.award);
            }
            let draft = OrganisationDraft {
                name: demo.name,
                kind: demo.kind,
                registry: demo.registry,
                number: demo.number,
                country: Some(demo.country),
                website: demo.website,
                contact: demo.contact,
            };
            let errors = validate::organisation(&draft, &forum, &Normalizer::UNICODE);
            assert!(errors.is_empty(), "{}: {errors:?}", draft.name);
        }
    }
}
