//! Codes by e-mail, sign-ins with a provider, and the accounts that they make.

use contract::SignInMethod;
use storage::{
    Flow, FlowReturn, ForumId, NewEmailCode, NewSignIn, ParticipantId, SignedIn, StorageError,
};
use subtle::ConstantTimeEq as _;

use super::{deed, session};
use crate::{
    fault::Outcome,
    mail, participant,
    row::{added, maybe, run},
    sql::{Connection, Row},
};

/// For how long a code or a sign-in on its way is good, ms.
pub(super) const GOOD_MS: i64 = 10 * 60_000;
/// How often a code may be tried.
const TRIES: u32 = 5;
/// Codes for one address: so many in so long, ms.
const PACE: [(u32, i64); 2] = [(5, 3_600_000), (15, DAY_MS)];
/// For how long codes count, ms.
pub(super) const DAY_MS: i64 = 86_400_000;

/// Keeps a code and queues its mail; see the port.
pub(super) fn add_code(
    conn: &Connection,
    forum: ForumId,
    new: &NewEmailCode,
) -> Outcome<Option<i64>> {
    for (most, within) in PACE {
        let sql = "SELECT count(*), coalesce(min(created_at), 0) FROM email_codes
             WHERE forum = ?1 AND email = ?2 AND created_at > ?3";
        let params = (forum.0, &new.email, new.now_ms - within);
        let sent = maybe(conn, sql, params, |row| Ok((row.get::<u32>(0)?, row.get(1)?)))?;
        if let Some((sent, oldest)) = sent
            && sent >= most
        {
            let oldest: i64 = oldest;
            return Ok(Some(oldest + within - new.now_ms));
        }
    }
    run(
        conn,
        "INSERT INTO email_codes (id, forum, email, language, hash, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (&new.id, forum.0, &new.email, &new.language, new.hash, new.now_ms),
    )?;
    mail::queue(conn, forum, &new.mail)?;
    Ok(None)
}

/// Signs in by a code; see the port.
pub(super) fn by_code(
    conn: &Connection,
    forum: ForumId,
    request: &str,
    hash: &[u8; 32],
    mut new: NewSignIn,
) -> Outcome<SignedIn> {
    let sql = "SELECT email, language, hash FROM email_codes
         WHERE id = ?1 AND forum = ?2 AND used = 0 AND tries < ?3 AND created_at > ?4";
    let since = new.session.now_ms - GOOD_MS;
    let found = maybe(conn, sql, (request, forum.0, TRIES, since), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<[u8; 32]>(2)?))
    })?;
    let Some((email, language, kept)) = found else { return Ok(SignedIn::Wrong) };
    if !bool::from(kept.ct_eq(hash)) {
        run(conn, "UPDATE email_codes SET tries = tries + 1 WHERE id = ?1", [request])?;
        return Ok(SignedIn::Wrong);
    }
    new.email = Some(email);
    new.language = language;
    let outcome = sign_in(conn, forum, &new)?;
    if matches!(outcome, SignedIn::Done(_)) {
        run(conn, "UPDATE email_codes SET used = 1 WHERE id = ?1", [request])?;
    }
    Ok(outcome)
}

/// Signs in somebody who has shown who they are; see the port.
pub(super) fn sign_in(conn: &Connection, forum: ForumId, new: &NewSignIn) -> Outcome<SignedIn> {
    let known = if let Some(subject) = &new.subject {
        participant::find(conn, forum, &new.issuer, subject)?.map(|one| one.id)
    } else {
        let sql = "SELECT participant FROM accounts
             WHERE forum = ?1 AND email = ?2 AND method = 'email_code'";
        maybe(conn, sql, (forum.0, &new.email), |row| Ok(ParticipantId(row.get(0)?)))?
    };
    let id = match (known, &new.name) {
        (Some(id), _) => {
            if new.method == SignInMethod::Oidc {
                let sql = "UPDATE accounts SET email = ?2 WHERE participant = ?1";
                run(conn, sql, (id.0, &new.email))?;
            }
            id
        }
        (None, None) => return Ok(SignedIn::NameNeeded),
        (None, Some(name)) => create(conn, forum, new, name)?,
    };
    session::begin(conn, forum, id, new.method, &new.session)?;
    let participant = participant::by_seq(conn, id)?.ok_or(StorageError::NotFound)?;
    Ok(SignedIn::Done(Box::new(participant)))
}

fn create(
    conn: &Connection,
    forum: ForumId,
    new: &NewSignIn,
    name: &str,
) -> Outcome<ParticipantId> {
    let now_ms = new.session.now_ms;
    let id = ParticipantId(added(
        conn,
        "INSERT INTO participants (forum, id, issuer, subject, name, official, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) RETURNING seq",
        (forum.0, &new.id, &new.issuer, new.subject.as_ref().unwrap_or(&new.id), name, now_ms),
    )?);
    run(
        conn,
        "INSERT INTO accounts (participant, forum, method, email, language, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (id.0, forum.0, new.method.as_str(), &new.email, &new.language, now_ms),
    )?;
    deed(conn, forum, id, "account.create", "person", &new.id, &[], now_ms)?;
    Ok(id)
}

/// Keeps a sign-in with a provider.
pub(super) fn begin_flow(conn: &Connection, forum: ForumId, flow: &Flow) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO sign_in_flows
           (id, forum, provider, hash, nonce, pkce, code, identity, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            &flow.id,
            forum.0,
            &flow.provider,
            flow.hash,
            &flow.nonce,
            &flow.pkce,
            &flow.code,
            &flow.identity,
            flow.created_at,
        ),
    )?;
    Ok(())
}

/// Keeps what the provider gave, once, and names the sign-in anew.
pub(super) fn return_flow(
    conn: &Connection,
    forum: ForumId,
    provider: &str,
    id: &str,
    back: &FlowReturn,
    now_ms: i64,
) -> Outcome<bool> {
    let sql = "UPDATE sign_in_flows SET id = ?6, code = ?4
         WHERE id = ?1 AND forum = ?2 AND provider = ?3 AND code IS NULL AND created_at > ?5";
    let since = now_ms - GOOD_MS;
    Ok(run(conn, sql, (id, forum.0, provider, &back.code, since, &back.id))? > 0)
}

/// Takes a sign-in that came back.
pub(super) fn take_flow(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    hash: &[u8; 32],
    now_ms: i64,
) -> Outcome<Option<Flow>> {
    let sql = "SELECT id, provider, hash, nonce, pkce, code, identity, created_at
         FROM sign_in_flows
         WHERE id = ?1 AND forum = ?2 AND created_at > ?3 AND code IS NOT NULL";
    let flow = maybe(conn, sql, (id, forum.0, now_ms - GOOD_MS), read_flow)?;
    let Some(flow) = flow.filter(|flow| flow.hash.ct_eq(hash).into()) else { return Ok(None) };
    run(conn, "DELETE FROM sign_in_flows WHERE id = ?1", [id])?;
    Ok(Some(flow))
}

fn read_flow(row: &Row<'_>) -> crate::sql::Result<Flow> {
    Ok(Flow {
        id: row.get(0)?,
        provider: row.get(1)?,
        hash: row.get(2)?,
        nonce: row.get(3)?,
        pkce: row.get(4)?,
        code: row.get(5)?,
        identity: row.get(6)?,
        created_at: row.get(7)?,
    })
}
