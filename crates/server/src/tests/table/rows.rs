//! The table.
//!
//! Who: `n` nobody, `s` a participant who has nothing to do with it, `a` its
//! author, `d` the delegate of the organisation, `m` a moderator, `o` an
//! official, `u` somebody with an account of the server's own. Each has one role
//! alone: a moderator is no participant.

/// What one operation allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its name in the document.
    pub(super) operation: &'static str,
    /// What stands there, who may, and who may see it but comes at the wrong
    /// moment (409, 410). Everybody else is refused.
    pub(super) cases: &'static [Case],
}

/// A state of the thing, who may, and who comes at the wrong moment.
pub(super) type Case = (&'static str, &'static str, &'static str);

const ALL: &str = "nsadmo";
const SIGNED: &str = "sadmo";
const PEOPLE: &str = "sad";

const fn row(operation: &'static str, cases: &'static [Case]) -> Row {
    Row { operation, cases }
}

/// One row for each operation.
pub(super) const ROWS: &[Row] = &[
    // The forum.
    row("get_forum", &[("", ALL, "")]),
    row("get_openapi", &[("", ALL, "")]),
    row("get_health", &[("", ALL, "")]),
    row("get_readiness", &[("", ALL, "")]),
    row("get_metrics", &[("", ALL, "")]),
    // Only a demonstration has it.
    row("list_demo_identities", &[("", ALL, "")]),
    // Threads.
    row("list_threads", &[("", ALL, "")]),
    row("create_thread", &[("", "o", "")]),
    row("get_thread", &[("open", ALL, ""), ("locked", ALL, ""), ("closed", ALL, "")]),
    row("follow_events", &[("open", ALL, ""), ("locked", ALL, ""), ("closed", ALL, "")]),
    row("change_thread", &[("open", "o", ""), ("locked", "o", ""), ("closed", "o", "")]),
    row("list_submissions", &[("open", ALL, ""), ("locked", ALL, ""), ("closed", ALL, "")]),
    row("find_similar", &[("open", ALL, ""), ("closed", ALL, "")]),
    row("export_json", &[("open", ALL, ""), ("closed", ALL, "")]),
    row("export_csv", &[("open", ALL, ""), ("closed", ALL, "")]),
    // Submissions.
    row("create_submission", &[("open", PEOPLE, ""), ("locked", "", ""), ("closed", "", "")]),
    row(
        "get_submission",
        &[
            ("published", ALL, ""),
            ("locked", ALL, ""),
            ("pending", "amo", ""),
            ("hidden", "amo", ""),
            ("withdrawn", "", ALL),
        ],
    ),
    row(
        "edit_submission",
        &[
            ("published", "a", ""),
            ("pending", "a", ""),
            ("hidden", "a", ""),
            ("locked", "", ""),
            ("closed", "", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    row(
        "withdraw_submission",
        &[
            ("published", "a", ""),
            ("pending", "a", ""),
            ("hidden", "a", ""),
            ("locked", "a", ""),
            ("closed", "a", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    row("get_history", &[("published", ALL, ""), ("pending", "amo", ""), ("hidden", "amo", "")]),
    row(
        "put_vote",
        &[
            ("published", PEOPLE, ""),
            ("pending", "", "a"),
            ("hidden", "", "a"),
            ("locked", "", ""),
            ("closed", "", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    row(
        "delete_vote",
        &[
            ("published", PEOPLE, ""),
            ("pending", "", "a"),
            ("hidden", "", "a"),
            ("locked", "", ""),
            ("closed", "", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    // Comments and reports.
    row("list_comments", &[("published", ALL, ""), ("pending", "amo", ""), ("hidden", "amo", "")]),
    row(
        "create_comment",
        &[
            ("published", PEOPLE, ""),
            ("pending", "", "a"),
            ("hidden", "", "a"),
            ("locked", "", ""),
            ("closed", "", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    row(
        "flag_submission",
        &[
            ("published", PEOPLE, ""),
            ("locked", PEOPLE, ""),
            ("pending", "", "a"),
            ("hidden", "", "a"),
        ],
    ),
    row("flag_comment", &[("published", PEOPLE, ""), ("hidden", "", "")]),
    // Organisations.
    row("list_organisations", &[("", ALL, "")]),
    row("register_organisation", &[("", PEOPLE, "")]),
    row("join_organisation", &[("", "sa", "d")]),
    row("get_organisation", &[("verified", ALL, ""), ("pending", "dm", ""), ("refused", "dm", "")]),
    row("change_organisation", &[("verified", "d", ""), ("pending", "d", "")]),
    row("list_members", &[("verified", "dm", ""), ("pending", "dm", "")]),
    row("remove_member", &[("verified", "d", "")]),
    row("list_invitations", &[("verified", "d", ""), ("pending", "d", "")]),
    row("create_invitation", &[("verified", "d", "")]),
    row("revoke_invitation", &[("verified", "d", "")]),
    row("list_recognitions", &[("", ALL, "")]),
    row("recognise_submission", &[("published", "o", ""), ("hidden", "", "")]),
    row("unrecognise_submission", &[("published", "o", "")]),
    row("recognise_organisation", &[("verified", "o", ""), ("pending", "", "")]),
    row("unrecognise_organisation", &[("verified", "o", "")]),
    // Moderation.
    row("get_queue", &[("", "m", "")]),
    row("put_claim", &[("published", "m", ""), ("pending", "m", ""), ("hidden", "m", "")]),
    row("delete_claim", &[("published", "m", ""), ("pending", "m", ""), ("hidden", "m", "")]),
    row("list_decisions", &[("", "m", "")]),
    row("get_moderation_log", &[("", "m", "")]),
    row("create_decision", &[("", "m", "")]),
    row("create_decisions", &[("", "m", "")]),
    row("undo_decision", &[("made", "m", "")]),
    row("list_notes", &[("", "m", "")]),
    row("create_note", &[("", "m", "")]),
    row("get_audit", &[("", "mo", "")]),
    row("list_patterns", &[("", "m", "")]),
    row("create_appeal", &[("made", "a", "")]),
    row("judge_appeal", &[("open", "m", "")]),
    row(
        "answer_duplicate",
        &[
            ("repeating", "a", ""),
            ("linked", "", "a"),
            ("published", "", "a"),
            ("pending", "", "a"),
        ],
    ),
    row(
        "unlink_duplicate",
        &[
            ("linked", "a", ""),
            ("repeating", "a", ""),
            ("pending", "a", ""),
            ("withdrawn", "", PEOPLE),
        ],
    ),
    row("list_log", &[("", ALL, "")]),
    row("export_log", &[("", ALL, "")]),
    row("count_log", &[("", ALL, "")]),
    // Officials.
    row("list_announcements", &[("", ALL, "")]),
    row("create_announcement", &[("", "o", "")]),
    row("get_announcement", &[("published", ALL, "")]),
    row("change_announcement", &[("published", "o", "")]),
    row("delete_announcement", &[("published", "o", "")]),
    row("list_answers", &[("", "o", "")]),
    row("create_answer", &[("", "o", "")]),
    row("get_answer", &[("draft", "o", ""), ("published", "o", "")]),
    row("change_answer", &[("draft", "o", ""), ("published", "o", "")]),
    row("delete_answer", &[("draft", "o", ""), ("published", "", "o")]),
    row("publish_answer", &[("draft", "o", ""), ("changed", "o", "")]),
    row("list_answer_versions", &[("published", ALL, ""), ("draft", "", "")]),
    row("put_response", &[("published", "o", ""), ("pending", "", "o"), ("hidden", "", "o")]),
    row("get_ledger", &[("", ALL, "")]),
    row("refer_submission", &[("published", "mo", "")]),
    row("change_ledger", &[("due", "o", "")]),
    // A person's own.
    row("get_me", &[("", SIGNED, "")]),
    // Only accounts of the server's own sign-in can be changed here.
    row("change_me", &[("", "u", "")]),
    row("delete_me", &[("", SIGNED, "")]),
    row("get_my_data", &[("", SIGNED, "")]),
    row("list_sessions", &[("", SIGNED, "")]),
    row("revoke_session", &[("own", "u", "")]),
    // Signing in: whoever has the code, the secret or the token.
    row("send_email_code", &[("", ALL, "")]),
    row("check_email_code", &[("", ALL, "")]),
    row("finish_sign_in", &[("", ALL, "")]),
    row("renew_session", &[("", ALL, "")]),
    row("end_session", &[("", ALL, "")]),
    row("list_inbox", &[("", SIGNED, "")]),
    row("read_inbox", &[("", "a", "")]),
    row("get_mail", &[("", SIGNED, "")]),
    row("put_mail", &[("", SIGNED, "")]),
    row(
        "follow_submission",
        &[("published", PEOPLE, ""), ("pending", "a", ""), ("hidden", "a", "")],
    ),
    row(
        "unfollow_submission",
        &[("published", PEOPLE, ""), ("pending", "a", ""), ("hidden", "a", "")],
    ),
    row("follow_thread", &[("open", PEOPLE, ""), ("locked", PEOPLE, "")]),
    row("unfollow_thread", &[("open", PEOPLE, ""), ("locked", PEOPLE, "")]),
];
