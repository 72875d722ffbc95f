//! The organisations of the demonstration, with their people, votes and awards.

use anyhow::Context as _;
use storage::{ForumId, ImportedOrganisation, NewOrganisation, NewParticipant, ParticipantId};

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
    let imports = all.into_iter().map(|demo| import(app, people, demo));
    let imports = imports.collect::<anyhow::Result<_>>()?;
    app.storage().import_organisations(forum, imports).await.context("organisations")
}

#[expect(clippy::cast_possible_truncation, reason = "days of a demonstration are few")]
fn import(
    app: &App,
    people: &[DemoPerson],
    demo: DemoOrganisation,
) -> anyhow::Result<ImportedOrganisation> {
    let now_ms = app.now() - (demo.days_ago * DAY_MS) as i64;
    let sources = app.sources();
    let members = demo.members.iter().map(|member| {
        let person = people.iter().find(|person| person.key == member.person);
        let person = person.with_context(|| format!("no person {:?}", member.person))?;
        let (id, organisation_id) = (sources.new_id(), sources.new_id());
        let new = NewParticipant { id, organisation_id, claims: claims(person), now_ms };
        Ok((new, member.role))
    });
    Ok(ImportedOrganisation {
        members: members.collect::<anyhow::Result<_>>()?,
        organisation: NewOrganisation {
            id: demo.id,
            name: demo.name,
            kind: demo.kind,
            registry: demo.registry,
            number: demo.number,
            country: Some(demo.country),
            website: demo.website,
            contact: demo.contact,
            // Its people are `members`.
            by: ParticipantId(0),
            now_ms,
        },
        submissions: demo.submissions.iter().map(|key| source(key)).collect(),
        votes: demo.votes.iter().map(|(key, value)| (source(key), *value)).collect(),
        recognitions: demo.recognitions,
    })
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
            assert!(!demo.members.is_empty(), "{}", demo.name);
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
