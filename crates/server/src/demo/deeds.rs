//! What the people of the demonstration do, through the port as they would
//! themselves: reports, answers, what deeds owe, announcements.

use std::collections::HashMap;

use anyhow::Context as _;
use contract::{AnswerText, Sort};
use rules::time::format_ms;
use storage::{
    Conflict, Created, Filters, FlagTarget, LedgerChange, ListQuery, NewAnnouncement, NewAnswer,
    NewFlag, NewParticipant, NewReferral, PageQuery, ParticipantId, StorageError, SubmissionRow,
};

use super::{
    ANNOUNCEMENTS, REFERRALS, REPORTS,
    format::{
        DemoAnnouncement, DemoPerson, DemoReferral, DemoReport, DemoResponse, DemoSubmission,
        DemoThread,
    },
    seed::{DAY_MS, claims},
};
use crate::app::{App, Room};

/// Does it all; a second time changes nothing.
pub(super) async fn act(
    app: &App,
    room: &Room,
    people: &[DemoPerson],
    threads: &[DemoThread],
    submissions: &[DemoSubmission],
) -> anyhow::Result<()> {
    let mut deeds = Deeds { app, room, people, start: app.now(), known: HashMap::new() };
    let mut rows = HashMap::new();
    for thread in threads {
        for row in deeds.rows(&thread.slug).await? {
            rows.insert((thread.slug.clone(), row.title.clone()), row);
        }
    }
    let stored = |key: &str| -> anyhow::Result<Option<&SubmissionRow>> {
        let demo = submissions.iter().find(|one| one.key == key);
        let demo = demo.with_context(|| format!("there is no submission {key:?}"))?;
        Ok(rows.get(&(demo.thread.clone(), demo.title.clone())))
    };
    // What is not in its list was hidden, moved or withdrawn since the first time.
    let referrals: Vec<DemoReferral> = serde_json::from_str(REFERRALS).context("referrals.json")?;
    for referral in &referrals {
        if let Some(row) = stored(&referral.submission)? {
            deeds.refer(referral, row).await?;
        }
    }
    for demo in submissions {
        let row = stored(&demo.key)?.filter(|row| row.response.is_none());
        if let (Some(response), Some(row)) = (&demo.response, row) {
            deeds.respond(response, row).await?;
        }
    }
    let reports: Vec<DemoReport> = serde_json::from_str(REPORTS).context("reports.json")?;
    for report in &reports {
        if let Some(row) = stored(&report.submission)? {
            deeds.report(report, row).await?;
        }
    }
    deeds.announce().await
}

struct Deeds<'a> {
    app: &'a App,
    room: &'a Room,
    people: &'a [DemoPerson],
    start: i64,
    known: HashMap<String, ParticipantId>,
}

impl Deeds<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "days of a demonstration are few")]
    fn at(&self, days: f64) -> i64 {
        self.start + (days * DAY_MS) as i64
    }

    async fn person(&mut self, key: &str) -> anyhow::Result<ParticipantId> {
        if let Some(id) = self.known.get(key) {
            return Ok(*id);
        }
        let person = self.people.iter().find(|person| person.key == key);
        let person = person.with_context(|| format!("there is no person {key:?}"))?;
        let new = NewParticipant {
            id: self.app.sources().new_id(),
            organisation_id: self.app.sources().new_id(),
            claims: claims(person),
            now_ms: self.start,
        };
        let id = self.app.storage().upsert_participant(self.room.id, new).await?.id;
        self.known.insert(key.to_owned(), id);
        Ok(id)
    }

    /// All published submissions of a thread.
    async fn rows(&self, thread: &str) -> anyhow::Result<Vec<SubmissionRow>> {
        let mut query = ListQuery {
            sort: Sort::Newest,
            seed: String::new(),
            filters: Filters::default(),
            q: String::new(),
            cursor: None,
            limit: 100,
            viewer: None,
            now_ms: self.start,
        };
        let mut rows = Vec::new();
        loop {
            let page = self.app.storage().submissions(self.room.id, thread, &query).await?;
            rows.extend(page.items);
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(rows);
            }
        }
    }

    async fn report(&mut self, demo: &DemoReport, row: &SubmissionRow) -> anyhow::Result<()> {
        let flag = NewFlag {
            id: self.app.sources().new_id(),
            participant: self.person(&demo.by).await?,
            reason: demo.reason,
            note: demo.note.clone(),
            now_ms: self.at(-demo.days_ago),
        };
        let target = FlagTarget::Submission(row.id.clone());
        match self.app.storage().create_flag(self.room.id, &target, flag, None).await {
            Ok(_) | Err(StorageError::Conflict(Conflict::AlreadyFlagged)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn refer(&mut self, demo: &DemoReferral, row: &SubmissionRow) -> anyhow::Result<()> {
        let by = self.person(&demo.by).await?;
        let referral = NewReferral {
            id: self.app.sources().new_id(),
            office: demo.office.clone(),
            due_at: self.at(demo.due_in_days),
            by,
            now_ms: self.at(-demo.days_ago),
        };
        let storage = self.app.storage();
        let entry = match storage.refer(self.room.id, &row.id, referral, None).await {
            Ok(Created::New(entry, _)) => entry,
            Ok(Created::Replayed(_)) | Err(StorageError::Conflict(Conflict::Owed)) => {
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(later) = &demo.extension {
            let change = LedgerChange {
                office: None,
                extension: Some((self.at(later.due_in_days), later.reason.clone())),
                by: self.person("official").await?,
                now_ms: self.at(-later.days_ago),
            };
            self.app.storage().change_ledger(self.room.id, &entry.id, change).await?;
        }
        Ok(())
    }

    async fn respond(&mut self, demo: &DemoResponse, row: &SubmissionRow) -> anyhow::Result<()> {
        let answer = NewAnswer {
            id: self.app.sources().new_id(),
            submissions: vec![row.id.clone()],
            text: AnswerText {
                status: demo.status,
                heard: demo.heard.clone(),
                action: demo.action.clone(),
                body: demo.body.clone(),
                office: demo.office.clone(),
                due_at: demo.due_in_days.map(|days| format_ms(self.at(days))),
                language: demo.language.clone().unwrap_or_default(),
            },
            by: self.person(&demo.author).await?,
            now_ms: self.at(-demo.days_ago),
        };
        self.app.storage().respond(self.room.id, answer).await?;
        Ok(())
    }

    async fn announce(&mut self) -> anyhow::Result<()> {
        let page = PageQuery { cursor: None, limit: 100 };
        let there = self.app.storage().announcements(self.room.id, None, &page).await?.items;
        let all: Vec<DemoAnnouncement> =
            serde_json::from_str(ANNOUNCEMENTS).context("announcements.json")?;
        for demo in all {
            if there.iter().any(|known| known.title == demo.title) {
                continue;
            }
            let announcement = NewAnnouncement {
                id: self.app.sources().new_id(),
                title: demo.title,
                body: demo.body,
                language: demo.language,
                thread: demo.thread,
                pinned: demo.pinned,
                by: self.person(&demo.author).await?,
                now_ms: self.at(-demo.days_ago),
            };
            let storage = self.app.storage();
            storage.create_announcement(self.room.id, announcement, None).await?;
        }
        Ok(())
    }
}
