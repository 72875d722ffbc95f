//! The endpoints, one file each: who may call it, what it answers, its
//! documentation, and its tests.

mod account;
mod announcements;
mod answers;
mod appeal_create;
mod appeal_judge;
mod audit_list;
mod claim_delete;
mod claim_put;
mod comments_create;
mod comments_list;
mod decision_create;
mod decision_undo;
mod decisions_batch;
mod decisions_list;
pub mod demo_identities;
mod duplicate_answer;
mod duplicate_unlink;
mod events;
mod export;
mod export_csv;
mod export_json;
mod flag_comment;
mod flag_submission;
mod follow_submission;
mod follow_thread;
mod forum_get;
mod health;
mod history;
mod inbox_list;
mod inbox_read;
mod log_counts;
mod log_csv;
mod log_list;
mod mail_get;
mod mail_put;
mod me;
mod metrics;
mod moderation_log;
mod moderation_queue;
mod notes_create;
mod notes_list;
mod openapi_json;
mod organisations;
mod path;
mod patterns;
mod ready;
mod recognitions;
pub mod render;
mod render_moderation;
mod similar;
mod submission_edit;
mod submission_get;
mod submission_withdraw;
mod submissions_create;
mod submissions_list;
mod thread_change;
mod thread_create;
mod thread_get;
mod threads_list;
mod unfollow_submission;
mod unfollow_thread;
mod vote_delete;
mod vote_put;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::announcements::shape::render as announcement;
use crate::app::App;

/// The endpoints of a forum. `demo` adds the one that only a demonstration
/// has.
pub fn forum_routes(demo: bool) -> OpenApiRouter<App> {
    let forum = OpenApiRouter::new()
        .routes(routes!(forum_get::handle))
        .routes(routes!(threads_list::handle, thread_create::handle))
        .routes(routes!(thread_get::handle, thread_change::handle))
        .routes(routes!(events::handle))
        .routes(routes!(submissions_list::handle, submissions_create::handle))
        .routes(routes!(similar::handle))
        .routes(routes!(
            submission_get::handle,
            submission_edit::handle,
            submission_withdraw::handle
        ))
        .routes(routes!(history::handle))
        .routes(routes!(vote_put::handle, vote_delete::handle))
        .routes(routes!(comments_list::handle, comments_create::handle))
        .routes(routes!(flag_submission::handle))
        .routes(routes!(flag_comment::handle))
        .routes(routes!(appeal_create::handle))
        .routes(routes!(appeal_judge::handle))
        .routes(routes!(log_list::handle))
        .routes(routes!(log_csv::handle))
        .routes(routes!(log_counts::handle))
        .routes(routes!(duplicate_answer::handle, duplicate_unlink::handle))
        .routes(routes!(export_json::handle))
        .routes(routes!(export_csv::handle))
        .routes(routes!(organisations::list::handle, organisations::register::handle))
        .routes(routes!(organisations::join::handle))
        .routes(routes!(organisations::get::handle, organisations::change::handle))
        .routes(routes!(
            organisations::invitations_list::handle,
            organisations::invitation_create::handle
        ))
        .routes(routes!(organisations::invitation_revoke::handle))
        .routes(routes!(organisations::members_list::handle))
        .routes(routes!(organisations::member_remove::handle))
        .routes(routes!(recognitions::submission_add::handle))
        .routes(routes!(recognitions::submission_remove::handle))
        .routes(routes!(recognitions::organisation_add::handle))
        .routes(routes!(recognitions::organisation_remove::handle))
        .routes(routes!(recognitions::list::handle))
        .routes(routes!(moderation_queue::handle))
        .routes(routes!(claim_put::handle, claim_delete::handle))
        .routes(routes!(decisions_list::handle, decision_create::handle))
        .routes(routes!(decisions_batch::handle))
        .routes(routes!(decision_undo::handle))
        .routes(routes!(moderation_log::handle))
        .routes(routes!(notes_list::handle, notes_create::handle))
        .routes(routes!(audit_list::handle))
        .routes(routes!(answers::list::handle, answers::create::handle))
        .routes(routes!(answers::get::handle, answers::change::handle, answers::delete::handle))
        .routes(routes!(answers::publish::handle))
        .routes(routes!(answers::versions::handle))
        .routes(routes!(answers::response::handle))
        .routes(routes!(answers::ledger::handle))
        .routes(routes!(answers::ledger_change::handle))
        .routes(routes!(answers::referral::handle))
        .routes(routes!(announcements::list::handle, announcements::create::handle))
        .routes(routes!(
            announcements::get::handle,
            announcements::change::handle,
            announcements::delete::handle
        ))
        .routes(routes!(me::handle, account::me_change::handle, account::me_delete::handle))
        .routes(routes!(account::data::handle))
        .routes(routes!(account::sessions_list::handle))
        .routes(routes!(account::session_revoke::handle))
        .routes(routes!(account::session_renew::handle))
        .routes(routes!(account::session_end::handle))
        .routes(routes!(account::email_code::handle))
        .routes(routes!(account::email_check::handle))
        .routes(routes!(account::finish::handle))
        .routes(routes!(inbox_list::handle))
        .routes(routes!(inbox_read::handle))
        .routes(routes!(mail_get::handle, mail_put::handle))
        .routes(routes!(patterns::handle))
        .routes(routes!(follow_submission::handle, unfollow_submission::handle))
        .routes(routes!(follow_thread::handle, unfollow_thread::handle));
    if demo { forum.routes(routes!(demo_identities::handle)) } else { forum }
}

/// The endpoints that nobody signs in for and no limit of pace counts.
pub fn operation_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(openapi_json::handle))
        .routes(routes!(health::handle))
        .routes(routes!(ready::handle))
        .routes(routes!(metrics::handle))
}
