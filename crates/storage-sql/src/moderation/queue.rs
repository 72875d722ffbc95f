//! What waits for moderators: the one place where things come into the queue
//! and go out of it.

use contract::{QueueKind, RuleHit, TargetKind};
use rules::{
    Normalizer,
    cluster::Text,
    decisions::{rank, urgency},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::ForumId;

use super::thing::Thing;
use crate::{
    fault::Outcome,
    row::{added, all_of, json, maybe, run, word},
    sql::{Column::Integer, Connection, Row, named_params},
};

/// Clusters of one band that are compared.
const CANDIDATES: u32 = 8;

/// Something that begins to wait, or waits for one more reason.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting<'a> {
    pub(crate) forum: ForumId,
    pub(crate) thing: &'a Thing,
    pub(crate) kind: QueueKind,
    /// Since when, ms; what waits already waits since then.
    pub(crate) since: i64,
    /// From 0 to 1; none leaves what is known.
    pub(crate) harm: Option<f64>,
    /// The number of the decision that an appeal is about.
    pub(crate) appealed: Option<i64>,
    /// Rules that hold it or were met by it, beside those that are known.
    pub(crate) rules: &'a [RuleHit],
}

/// Why something waits, as it can be kept and put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) kind: QueueKind,
    pub(crate) since: i64,
    pub(crate) harm: f64,
    pub(crate) appealed: Option<i64>,
    pub(crate) rules: Vec<RuleHit>,
}

/// A row and its place among those that are nearly the same.
#[derive(Debug)]
struct Place {
    seq: i64,
    cluster: i64,
    lead: bool,
    size: i64,
    text_hash: Option<i64>,
}

/// Puts something into the queue. What waits already keeps its place and waits
/// for the weightier reason of both ([`rank`]).
pub(crate) fn put(conn: &Connection, new: &Waiting<'_>) -> Outcome<()> {
    let thing = new.thing;
    let Some((place, mut held)) = row(conn, thing)? else {
        let held = Held {
            kind: new.kind,
            since: new.since,
            harm: new.harm.unwrap_or(0.0),
            appealed: new.appealed,
            rules: new.rules.to_vec(),
        };
        return insert(conn, new.forum, thing, &held, None);
    };
    let kind = held.kind;
    if rank(new.kind) >= rank(held.kind) {
        held.kind = new.kind;
    }
    held.since = held.since.min(new.since);
    held.harm = new.harm.unwrap_or(held.harm);
    held.appealed = new.appealed.or(held.appealed);
    held.rules.retain(|known| new.rules.iter().all(|hit| hit.rule != known.rule));
    held.rules.extend_from_slice(new.rules);
    let text = text(conn, thing, held.kind)?;
    if held.kind == kind && text.as_ref().map(hash) == place.text_hash {
        let sql =
            "UPDATE queue SET since = ?2, harm = ?3, appealed = ?4, rules = ?5 WHERE seq = ?1";
        let rules = serde_json::to_string(&held.rules)?;
        run(conn, sql, (place.seq, held.since, held.harm, held.appealed, rules))?;
        return weigh(conn, thing);
    }
    remove(conn, &place)?;
    insert(conn, new.forum, thing, &held, Some(place.seq))
}

/// Puts something back as it waited before.
pub(crate) fn put_back(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    held: &Held,
) -> Outcome<()> {
    let Held { kind, since, harm, appealed, rules } = held;
    let (kind, since, harm, appealed) = (*kind, *since, Some(*harm), *appealed);
    put(conn, &Waiting { forum, thing, kind, since, harm, appealed, rules })
}

/// Takes something out of the queue; answers why it waited.
pub(crate) fn clear(conn: &Connection, thing: &Thing) -> Outcome<Option<Held>> {
    let Some((place, held)) = row(conn, thing)? else { return Ok(None) };
    remove(conn, &place)?;
    Ok(Some(held))
}

/// Why something waits, if it does.
pub(crate) fn held(conn: &Connection, thing: &Thing) -> Outcome<Option<Held>> {
    Ok(row(conn, thing)?.map(|(_, held)| held))
}

/// Brings reach up to date after somebody voted on or commented submissions,
/// where that changed it.
pub(crate) fn reached(conn: &Connection, submissions: &[i64]) -> Outcome<()> {
    let rows: Vec<_> = submissions.iter().map(|seq| (seq,)).collect();
    let sql = |asked: &str| {
        format!(
            "SELECT q.target FROM {asked} one
             CROSS JOIN queue q ON q.target_kind = 'submission' AND q.target = one.submission
             CROSS JOIN submissions s ON s.seq = one.submission
             CROSS JOIN threads t ON t.seq = s.thread
             WHERE q.reach <> {REACH}"
        )
    };
    for submission in all_of(conn, &rows, &[Integer("submission")], sql, |row| row.get(0))? {
        weigh(conn, &Thing::by_seq(conn, TargetKind::Submission, submission)?)?;
    }
    Ok(())
}

fn row(conn: &Connection, thing: &Thing) -> Outcome<Option<(Place, Held)>> {
    let read = |row: &Row<'_>| {
        let place = Place {
            seq: row.get(0)?,
            cluster: row.get(1)?,
            lead: row.get(2)?,
            size: row.get(3)?,
            text_hash: row.get(4)?,
        };
        let held = Held {
            kind: word(row, 5)?,
            since: row.get(6)?,
            harm: row.get(7)?,
            appealed: row.get(8)?,
            rules: json(row, 9)?,
        };
        Ok((place, held))
    };
    let sql =
        "SELECT seq, cluster, lead, cluster_size, text_hash, kind, since, harm, appealed, rules
         FROM queue WHERE target_kind = ?1 AND target = ?2";
    maybe(conn, sql, (thing.kind.as_str(), thing.seq), read)
}

/// The text by which a row collapses with others.
fn text(conn: &Connection, thing: &Thing, kind: QueueKind) -> Outcome<Option<Text>> {
    let collapses =
        thing.kind == TargetKind::Submission && matches!(kind, QueueKind::New | QueueKind::Flagged);
    if !collapses {
        return Ok(None);
    }
    let sql = "SELECT title, body FROM submissions WHERE seq = ?1";
    let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let found = maybe(conn, sql, [thing.seq], read)?;
    Ok(found.map(|(title, body)| Text::of(&title, &body, &Normalizer::UNICODE)))
}

fn hash(text: &Text) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(&text.key)[..8]);
    i64::from_be_bytes(first)
}

fn insert(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    held: &Held,
    seq: Option<i64>,
) -> Outcome<()> {
    let text = text(conn, thing, held.kind)?;
    let found = match &text {
        Some(text) => cluster_of(conn, forum, held.kind, text)?,
        None => None,
    };
    let cluster = match found {
        Some(cluster) => cluster,
        None => new_cluster(conn, forum, held.kind, text.as_ref())?,
    };
    let made = added(
        conn,
        "INSERT INTO queue (forum, target_kind, target, kind, since, harm, reach, calm, thread,
           language, appealed, rules, cluster, lead, cluster_size, text_hash)
         VALUES (:forum, :target_kind, :target, :kind, :since, :harm, 0, 0.0, :thread,
           :language, :appealed, :rules, :cluster, :lead, :size, :text_hash) RETURNING seq",
        named_params! {
            ":forum": forum.0,
            ":target_kind": thing.kind.as_str(),
            ":target": thing.seq,
            ":kind": held.kind.as_str(),
            ":since": held.since,
            ":harm": held.harm,
            ":thread": thing.thread,
            ":language": thing.language,
            ":appealed": held.appealed,
            ":rules": serde_json::to_string(&held.rules)?,
            ":cluster": cluster,
            ":lead": found.is_none(),
            ":size": i64::from(found.is_none()),
            ":text_hash": text.as_ref().map(hash),
        },
    )?;
    // What waited before keeps its place.
    if let Some(seq) = seq {
        run(conn, "UPDATE queue SET seq = ?2 WHERE seq = ?1", (made, seq))?;
    }
    if found.is_some() {
        join(conn, cluster, seq.unwrap_or(made), held.since)?;
    }
    weigh(conn, thing)
}

/// Counts a new row of a cluster. The one that waits longest leads.
fn join(conn: &Connection, cluster: i64, seq: i64, since: i64) -> Outcome<()> {
    let sql = "SELECT seq, since, cluster_size FROM queue WHERE cluster = ?1 AND lead = 1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?));
    let Some((lead, lead_since, size)) = maybe(conn, sql, [cluster], read)? else { return Ok(()) };
    let leads = if since < lead_since { seq } else { lead };
    run(conn, "UPDATE queue SET lead = 0, cluster_size = 0 WHERE seq = ?1", [lead])?;
    let sql = "UPDATE queue SET lead = 1, cluster_size = ?2 WHERE seq = ?1";
    run(conn, sql, (leads, size + 1))?;
    if leads == seq {
        weigh_row(conn, lead)?;
    }
    Ok(())
}

/// The cluster of texts that are nearly this one.
fn cluster_of(
    conn: &Connection,
    forum: ForumId,
    kind: QueueKind,
    text: &Text,
) -> Outcome<Option<i64>> {
    let same =
        "SELECT cluster FROM queue WHERE forum = ?1 AND kind = ?2 AND text_hash = ?3 LIMIT 1";
    let params = (forum.0, kind.as_str(), hash(text));
    if let Some(cluster) = maybe(conn, same, params, |row| row.get(0))? {
        return Ok(Some(cluster));
    }
    let near = "SELECT cluster FROM queue_bands
         WHERE forum = ?1 AND kind = ?2 AND band = ?3 AND hash = ?4 LIMIT ?5";
    let mut compared = Vec::new();
    for (band, hash) in (0_i64..).zip(text.bands()) {
        let params = (forum.0, kind.as_str(), band, hash.cast_signed(), CANDIDATES);
        for cluster in crate::row::all(conn, near, params, |row| row.get::<i64>(0))? {
            if compared.contains(&cluster) {
                continue;
            }
            compared.push(cluster);
            if lead_text(conn, cluster)?.is_some_and(|other| text.is_near(&other)) {
                return Ok(Some(cluster));
            }
        }
    }
    Ok(None)
}

fn lead_text(conn: &Connection, cluster: i64) -> Outcome<Option<Text>> {
    let sql = "SELECT s.title, s.body FROM queue q JOIN submissions s ON s.seq = q.target
         WHERE q.cluster = ?1 AND q.lead = 1";
    let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let found = maybe(conn, sql, [cluster], read)?;
    Ok(found.map(|(title, body)| Text::of(&title, &body, &Normalizer::UNICODE)))
}

fn new_cluster(
    conn: &Connection,
    forum: ForumId,
    kind: QueueKind,
    text: Option<&Text>,
) -> Outcome<i64> {
    let sql = "SELECT coalesce(max(cluster), 0) + 1 FROM queue";
    let cluster = maybe(conn, sql, (), |row| row.get(0))?.unwrap_or(1);
    for (band, hash) in (0_i64..).zip(text.map(Text::bands).unwrap_or_default()) {
        let sql = "INSERT INTO queue_bands (forum, kind, band, hash, cluster)
             VALUES (?1, ?2, ?3, ?4, ?5)";
        run(conn, sql, (forum.0, kind.as_str(), band, hash.cast_signed(), cluster))?;
    }
    Ok(cluster)
}

/// Deletes a row. Where it led others, the next one leads.
fn remove(conn: &Connection, place: &Place) -> Outcome<()> {
    run(conn, "DELETE FROM queue WHERE seq = ?1", [place.seq])?;
    let lead = if place.lead {
        let sql = "SELECT seq FROM queue WHERE cluster = ?1 AND lead = 0 ORDER BY tie LIMIT 1";
        let next: Option<i64> = maybe(conn, sql, [place.cluster], |row| row.get(0))?;
        if let Some(next) = next {
            let sql = "UPDATE queue SET lead = 1, cluster_size = ?2 WHERE seq = ?1";
            run(conn, sql, (next, place.size - 1))?;
        } else {
            run(conn, "DELETE FROM queue_bands WHERE cluster = ?1", [place.cluster])?;
        }
        next
    } else {
        let sql = "UPDATE queue SET cluster_size = cluster_size - 1
             WHERE cluster = ?1 AND lead = 1 RETURNING seq";
        maybe(conn, sql, [place.cluster], |row| row.get(0))?
    };
    lead.map_or(Ok(()), |lead| weigh_row(conn, lead))
}

/// Brings what the order `harm` goes by up to date: of a row, and of the row
/// that leads it.
fn weigh(conn: &Connection, thing: &Thing) -> Outcome<()> {
    let sql = "UPDATE queue SET reach = ?3 WHERE target_kind = ?1 AND target = ?2
         RETURNING seq, cluster, lead";
    let reach = reach(conn, thing)?;
    let read = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<bool>(2)?));
    let row = maybe(conn, sql, (thing.kind.as_str(), thing.seq, reach), read)?;
    let Some((seq, cluster, leads)) = row else { return Ok(()) };
    weigh_row(conn, seq)?;
    if !leads {
        let sql = "SELECT seq FROM queue WHERE cluster = ?1 AND lead = 1";
        if let Some(lead) = maybe(conn, sql, [cluster], |row| row.get(0))? {
            weigh_row(conn, lead)?;
        }
    }
    Ok(())
}

fn weigh_row(conn: &Connection, seq: i64) -> Outcome<()> {
    let sql = "SELECT harm, reach, lead, cluster FROM queue WHERE seq = ?1";
    let read = |row: &Row<'_>| {
        let calm = -urgency(row.get(0)?, row.get(1)?);
        Ok((calm, row.get::<bool>(2)?, row.get::<i64>(3)?))
    };
    let Some((mut calm, leads, cluster)) = maybe(conn, sql, [seq], read)? else { return Ok(()) };
    if leads {
        let sql = "SELECT min(calm) FROM queue WHERE cluster = ?1 AND lead = 0";
        let worst: Option<f64> = maybe(conn, sql, [cluster], |row| row.get(0))?.flatten();
        calm = worst.map_or(calm, |worst| worst.min(calm));
    }
    run(conn, "UPDATE queue SET calm = ?2 WHERE seq = ?1", (seq, calm))?;
    Ok(())
}

/// People who commented a submission `s` of a thread `t` or, where everybody
/// sees the tallies, voted on it: elsewhere their number, and an order by it,
/// would tell a moderator how the vote stands.
const REACH: &str = "(CASE WHEN t.voting_results = 'always' THEN s.votes_count ELSE 0 END + (
       SELECT count(DISTINCT c.author) FROM comments c
       WHERE c.submission = s.seq AND c.state = 'published' AND NOT EXISTS (
         SELECT 1 FROM votes v WHERE t.voting_results = 'always'
           AND v.submission = s.seq AND v.participant = c.author)))";

/// How many people something reaches; a comment those whom its submission
/// reaches.
fn reach(conn: &Connection, thing: &Thing) -> Outcome<u32> {
    let Some(submission) = thing.submission else { return Ok(0) };
    let sql = format!(
        "SELECT {REACH} FROM submissions s JOIN threads t ON t.seq = s.thread WHERE s.seq = ?1"
    );
    Ok(maybe(conn, &sql, [submission], |row| row.get(0))?.unwrap_or(0))
}
