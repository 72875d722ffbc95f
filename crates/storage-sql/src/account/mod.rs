//! Sessions, codes by e-mail, and what belongs to a person.

mod data;
mod erase;
mod identify;
mod person;
mod session;
mod sign_in;

use async_trait::async_trait;
use contract::{AuditChange, ContentChoice, Id, Role};
use storage::{
    AccountChange, AccountRow, AccountStorage, Flow, FlowReturn, ForumId, Identified, NewEmailCode,
    NewSignIn, Participant, ParticipantId, PersonalRows, Result, SessionPerson, SessionRow,
    SignedIn, StorageError,
};

#[cfg(feature = "testing")]
pub(crate) use self::identify::find as identified;
pub(crate) use self::identify::{Asked, Identifier};
use crate::{
    SqlStorage, audit,
    fault::Outcome,
    row::{maybe, run},
    sql::{Connection, Database},
};

/// Puts a deed of a person on record.
#[expect(clippy::too_many_arguments, reason = "the columns of the trail")]
fn deed(
    conn: &Connection,
    forum: ForumId,
    actor: ParticipantId,
    action: &'static str,
    target_kind: &'static str,
    target_id: &str,
    changes: &[AuditChange],
    now_ms: i64,
) -> Outcome<()> {
    let deed =
        audit::Deed { forum, now_ms, actor: Some(actor), action, target_kind, target_id, changes };
    audit::record(conn, &deed)
}

fn server_key(conn: &Connection, name: &str, fresh: &[u8; 32], now_ms: i64) -> Outcome<Vec<u8>> {
    let sql = "INSERT INTO server_keys (name, key, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    run(conn, sql, (name, fresh, now_ms))?;
    let sql = "SELECT key FROM server_keys WHERE name = ?1";
    Ok(maybe(conn, sql, [name], |row| row.get(0))?.ok_or(StorageError::NotFound)?)
}

fn forget_ended(conn: &Connection, now_ms: i64) -> Outcome<()> {
    let day = now_ms - sign_in::DAY_MS;
    run(conn, "DELETE FROM email_codes WHERE created_at <= ?1", [day])?;
    let sql = "DELETE FROM sign_in_flows WHERE created_at <= ?1";
    run(conn, sql, [now_ms - sign_in::GOOD_MS])?;
    run(conn, "DELETE FROM sessions WHERE expires_at <= ?1", [now_ms])?;
    Ok(())
}

#[async_trait]
impl<D: Database> AccountStorage for SqlStorage<D> {
    async fn server_key(&self, name: &str, fresh: [u8; 32], now_ms: i64) -> Result<Vec<u8>> {
        let name = name.to_owned();
        self.writer.write(move |conn| server_key(conn, &name, &fresh, now_ms)).await
    }

    async fn identify(&self, forum: ForumId, issuer: &str, subject: &str) -> Result<Identified> {
        self.identifier.identify(&self.readers, Asked::new(forum, issuer, subject)).await
    }

    async fn session_person(
        &self,
        forum: ForumId,
        session: &str,
        now_ms: i64,
    ) -> Result<Option<SessionPerson>> {
        let id = session.to_owned();
        self.readers.read(move |conn| session::speaker(conn, forum, &id, now_ms)).await
    }

    async fn add_email_code(&self, forum: ForumId, code: NewEmailCode) -> Result<Option<i64>> {
        self.writer.write(move |conn| sign_in::add_code(conn, forum, &code)).await
    }

    async fn sign_in_by_code(
        &self,
        forum: ForumId,
        request: &str,
        hash: [u8; 32],
        sign_in: NewSignIn,
    ) -> Result<SignedIn> {
        let request = request.to_owned();
        self.writer.write(move |conn| sign_in::by_code(conn, forum, &request, &hash, sign_in)).await
    }

    async fn sign_in(&self, forum: ForumId, sign_in: NewSignIn) -> Result<SignedIn> {
        self.writer.write(move |conn| sign_in::sign_in(conn, forum, &sign_in)).await
    }

    async fn begin_flow(&self, forum: ForumId, flow: Flow) -> Result<()> {
        self.writer.write(move |conn| sign_in::begin_flow(conn, forum, &flow)).await
    }

    async fn return_flow(
        &self,
        forum: ForumId,
        provider: &str,
        id: &str,
        back: FlowReturn,
        now_ms: i64,
    ) -> Result<bool> {
        let (provider, id) = (provider.to_owned(), id.to_owned());
        self.writer
            .write(move |conn| sign_in::return_flow(conn, forum, &provider, &id, &back, now_ms))
            .await
    }

    async fn take_flow(
        &self,
        forum: ForumId,
        id: &str,
        hash: [u8; 32],
        now_ms: i64,
    ) -> Result<Option<Flow>> {
        let id = id.to_owned();
        self.writer.write(move |conn| sign_in::take_flow(conn, forum, &id, &hash, now_ms)).await
    }

    async fn renew_session(
        &self,
        forum: ForumId,
        old: [u8; 32],
        new: [u8; 32],
        now_ms: i64,
        expires_at: i64,
    ) -> Result<Option<(Id, Participant)>> {
        self.writer
            .write(move |conn| session::renew(conn, forum, &old, &new, now_ms, expires_at))
            .await
    }

    async fn end_session_by(&self, forum: ForumId, hash: [u8; 32], now_ms: i64) -> Result<()> {
        self.writer.write(move |conn| session::end_by(conn, forum, &hash, now_ms)).await
    }

    async fn sessions(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<Vec<SessionRow>> {
        self.readers.read(move |conn| session::list(conn, forum, participant, now_ms)).await
    }

    async fn end_session(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        id: &str,
        now_ms: i64,
    ) -> Result<()> {
        let id = id.to_owned();
        self.writer.write(move |conn| session::end_own(conn, forum, participant, &id, now_ms)).await
    }

    async fn account(&self, forum: ForumId, participant: ParticipantId) -> Result<AccountRow> {
        self.readers.read(move |conn| person::account(conn, forum, participant)).await
    }

    async fn change_account(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        change: AccountChange,
        now_ms: i64,
    ) -> Result<Participant> {
        self.writer
            .write(move |conn| person::change(conn, forum, participant, &change, now_ms))
            .await
    }

    async fn personal_data(
        &self,
        forum: ForumId,
        participant: ParticipantId,
    ) -> Result<PersonalRows> {
        self.readers.read(move |conn| data::read(conn, forum, participant)).await
    }

    async fn delete_account(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        content: ContentChoice,
        now_ms: i64,
    ) -> Result<()> {
        self.writer.write(move |conn| erase::erase(conn, forum, participant, content, now_ms)).await
    }

    async fn change_roles(
        &self,
        forum: ForumId,
        email: &str,
        add: &[Role],
        remove: &[Role],
        now_ms: i64,
    ) -> Result<Vec<(String, Vec<Role>)>> {
        let (email, add, remove) = (email.to_owned(), add.to_vec(), remove.to_vec());
        self.writer
            .write(move |conn| person::change_roles(conn, forum, &email, &add, &remove, now_ms))
            .await
    }

    async fn forget_ended(&self, now_ms: i64) -> Result<()> {
        self.writer.write(move |conn| forget_ended(conn, now_ms)).await
    }
}
