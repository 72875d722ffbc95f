//! The shapes that only rooms read and write.

use contract::{
    AccountDeletion, AccountPatch, AnswerText, AnswerVersion, AppealDraft, ContentChoice, Digest,
    DueCause, DueState, DuplicateAnswer, Extension, GalleryItem, Inbox, InboxItem, InboxKind,
    InboxRead, Invitation, InvitationDraft, JoinRequest, Ledger, LedgerCounts, LedgerEntry,
    LogCounts, LogEntry, MailSettings, Member, OrganisationDraft, OrganisationPatch,
    OrganisationProfile, Session, Target, TargetKind,
};
use wasm_bindgen::JsValue;

use crate::backend::wire::{FromJs, field, later, shapes, words};

words! {
    ContentChoice::Keep, Digest::Off, DueCause::Threshold, DueState::Due, InboxKind::Decided,
    TargetKind::Submission,
}

shapes! {
    AnswerText { status, office, due_at; heard, action, body, language }
    AppealDraft { text }
    DuplicateAnswer { accept }
    AccountDeletion { content }
    AccountPatch { name, sector, country }
    Extension { from, to, reason, at }
    GalleryItem { recognition, submission, organisation }
    InboxItem { id, kind, target, submission_id, title, word, at, read }
    InboxRead { up_to }
    Invitation { id, code, role, expires_at }
    InvitationDraft { role }
    JoinRequest { code }
    LedgerCounts { due, overdue, answered, median_days }
    LedgerEntry {
        id, submission, office, due_at, state, cause, opened_at, answered_at, extensions,
    }
    LogCounts { decisions, by_action, by_reason, by_rule, undone, appeals }
    LogEntry {
        id, at, action, target_kind, reference, thread_id, reason, by, rule, undone, appeal,
    }
    MailSettings { digest, language, kinds }
    Member { author, role, since }
    OrganisationDraft { name, kind, registry, number, country, website, contact }
    OrganisationPatch {
        name, kind, registry, number, country, website, contact, state, reason, message,
        recheck_at,
    }
    OrganisationProfile {
        id, name, kind, registry, number, country, website, contact, state, verified,
        verified_at, recheck_at, reason, my_role, recognitions, created_at;
        message, resembles, version,
    }
    Session { id, method, created_at, renewed_at, current }
    Target { kind, id }
}

impl FromJs for AnswerVersion {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        Self {
            version: field(value, "version", ok),
            text: FromJs::read(value, ok),
            author: field(value, "author", ok),
            published_at: field(value, "published_at", ok),
        }
    }
}

impl FromJs for Inbox {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        Self { page: FromJs::read(value, ok), unread: later(value, "unread", ok) }
    }
}

impl FromJs for Ledger {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        Self { page: FromJs::read(value, ok), counts: later(value, "counts", ok) }
    }
}
