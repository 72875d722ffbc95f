//! `GET /v1/threads/{id}/export.csv`: by everybody.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use contract::{ExportedOrganisation, ExportedVote, Submission};
use storage::ExportParts;

use super::{export, path::ThreadName, render};
use crate::{
    auth::Viewer,
    csv::Table,
    http::{
        answer::{Known, digest},
        problem::ApiError,
        query::Query,
    },
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// Which table is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Submissions,
    Votes,
    OrganisationVotes,
    Organisations,
}

impl std::str::FromStr for Part {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "submissions" => Ok(Self::Submissions),
            "votes" => Ok(Self::Votes),
            "organisation_votes" => Ok(Self::OrganisationVotes),
            "organisations" => Ok(Self::Organisations),
            _ => Err(()),
        }
    }
}

/// Open data for spreadsheets, UTF-8 with a byte order mark, RFC 4180. A cell
/// that would be taken for a formula (it begins with `=`, `+`, `-`, `@`, a tab
/// or a carriage return), and one that begins with `'`, has one `'` before it:
/// taking one leading `'` off every cell gives back what was written. While
/// results are hidden, tallies are empty and there are no votes. The parts
/// are documents of their own, each of the moment of its own request: while votes come
/// in, tallies of the one may differ from the votes of the other. The JSON
/// export holds both as of one moment.
#[utoipa::path(
    get, path = "/v1/threads/{thread}/export.csv", operation_id = "export_csv", tag = "export",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("part" = Option<String>, Query, pattern = "^(submissions|votes|organisation_votes|organisations)$", description = "`submissions` (when absent); `votes` of people; `organisation_votes`; `organisations` for which something was written."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A table with a head line.", body = String, content_type = "text/csv",
            headers(("ETag" = String, description = "Changes with the content."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(name): ThreadName,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let part = query.word("part").unwrap_or(Part::Submissions);
    query.finish()?;
    let room = viewer.app.export_room()?;
    let _turn = viewer.app.export_turn().await?;
    let parts = ExportParts {
        submissions: part == Part::Submissions,
        votes: part == Part::Votes,
        organisation_votes: part == Part::OrganisationVotes,
        organisations: part == Part::Organisations,
    };
    let read = export::read(&viewer, &name, parts).await?;
    let thread = read.thread;
    let (table, what) = match part {
        Part::Submissions => {
            (submissions(&export::submissions(read.submissions, &thread, &viewer)), "submissions")
        }
        Part::Votes => (votes(&export::votes(read.votes, &thread, &viewer), "voter"), "votes"),
        Part::OrganisationVotes => {
            let rows = export::organisation_votes(read.organisation_votes, &thread, &viewer);
            (votes(&rows, "organisation"), "organisation-votes")
        }
        Part::Organisations => {
            let rows = read.organisations.into_iter().map(render::exported_organisation);
            (organisations(&rows.collect::<Vec<_>>()), "organisations")
        }
    };
    let bytes = table.into_bytes();
    let etag = format!("\"{}\"", digest(&bytes));
    let mut response = known.answer(&etag, room.body(bytes));
    if response.status() == StatusCode::OK {
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
        headers.insert(header::CONTENT_TYPE, kind);
        // A slug has no character that would need escaping here.
        let file = format!("attachment; filename=\"{}-{what}.csv\"", thread.slug);
        let file = HeaderValue::from_str(&file).map_err(ApiError::internal)?;
        headers.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

fn submissions(rows: &[Submission]) -> Table {
    let mut table = Table::new(&[
        "reference",
        "id",
        "kind",
        "status",
        "title",
        "body",
        "language",
        "theme",
        "groups",
        "links",
        "author",
        "organisation",
        "sector",
        "country",
        "official",
        "created_at",
        "edited_at",
        "comments",
        "agree",
        "disagree",
        "pass",
        "support",
        "participants",
        "broad",
        "by_sector",
        "source_system",
        "source_id",
        "organisation_verified",
        "organisations_agree",
        "organisations_disagree",
        "organisations_pass",
        "organisations_support",
    ]);
    for row in rows {
        let tally = row.tally.as_ref();
        let figure = |pick: fn(&contract::Tally) -> u32| {
            tally.map_or_else(String::new, |tally| pick(tally).to_string())
        };
        let links: Vec<_> = row.links.iter().map(|link| link.url.as_str()).collect();
        let source = row.source.as_ref();
        let by_sector = tally.and_then(|tally| serde_json::to_string(&tally.by_sector).ok());
        table.row(&[
            &row.reference,
            &row.id,
            row.kind.as_str(),
            row.status.as_str(),
            &row.title,
            &row.body,
            &row.language,
            row.theme.as_deref().unwrap_or_default(),
            &row.groups.join(" "),
            &links.join(" "),
            &row.author.name,
            row.author.organisation.as_ref().map_or("", |organisation| &organisation.name),
            row.author.sector.as_deref().unwrap_or_default(),
            row.author.country.as_deref().unwrap_or_default(),
            if row.author.official { "true" } else { "false" },
            &row.created_at,
            row.edited_at.as_deref().unwrap_or_default(),
            &row.comments_count.to_string(),
            &figure(|tally| tally.agree),
            &figure(|tally| tally.disagree),
            &figure(|tally| tally.pass),
            &figure(|tally| tally.support),
            &figure(|tally| tally.participants),
            &tally
                .and_then(|tally| tally.broad)
                .map_or_else(String::new, |broad| broad.to_string()),
            by_sector.as_deref().unwrap_or_default(),
            source.map_or("", |source| &source.system),
            source.map_or("", |source| &source.id),
            match &row.author.organisation {
                Some(organisation) if organisation.verified => "true",
                Some(_) => "false",
                None => "",
            },
            &figure(|tally| tally.organisations.agree),
            &figure(|tally| tally.organisations.disagree),
            &figure(|tally| tally.organisations.pass),
            &figure(|tally| tally.organisations.support),
        ]);
    }
    table
}

fn organisations(rows: &[ExportedOrganisation]) -> Table {
    let mut table = Table::new(&[
        "id",
        "name",
        "kind",
        "registry",
        "number",
        "country",
        "website",
        "verified_at",
    ]);
    for row in rows {
        table.row(&[
            &row.id,
            &row.name,
            &row.kind,
            &row.registry,
            &row.number,
            row.country.as_deref().unwrap_or_default(),
            &row.website,
            row.verified_at.as_deref().unwrap_or_default(),
        ]);
    }
    table
}

fn votes(rows: &[ExportedVote], voter: &str) -> Table {
    let mut table = Table::new(&["submission", voter, "value"]);
    for row in rows {
        table.row(&[&row.submission, &row.voter.to_string(), row.value.as_str()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_formula_is_text_in_the_table() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        test.submit("t", &test.user("author"), "=HYPERLINK(\"https://evil.example\")").await;
        let answer = test.get("/v1/threads/t/export.csv").send().await;
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"t-submissions.csv\""
        );
        let table = answer.text();
        assert!(table.starts_with("\u{feff}reference,id,"), "{table}");
        assert!(table.contains(",\"'=HYPERLINK(\"\"https://evil.example\"\")\","), "{table}");
    }
}
