//! Answers and debts as the shapes of the contract.

use contract::{Answer, AnswerText, AnswerVersion, Extension, LedgerEntry};
use rules::time::{format_ms, parse_ms};
use storage::{AnswerRow, AnswerVersionRow, ExtensionRow, LedgerRow};

/// An answer as officials read it.
pub fn answer(row: AnswerRow) -> Answer {
    Answer {
        id: row.id,
        state: row.state,
        text: row.text,
        submissions: row.submissions,
        author: row.author,
        version: row.version,
        changed: row.changed,
        created_at: format_ms(row.created_at),
        edited_at: format_ms(row.edited_at),
        published_at: row.published_at.map(format_ms),
    }
}

/// What was published of an answer.
pub fn version(row: AnswerVersionRow) -> AnswerVersion {
    AnswerVersion {
        version: row.version,
        text: row.text,
        author: row.author,
        published_at: format_ms(row.published_at),
    }
}

/// What is owed, at a moment.
pub fn entry(row: LedgerRow, now: i64) -> LedgerEntry {
    LedgerEntry {
        state: row.state(now),
        id: row.id,
        submission: row.submission,
        office: row.office,
        due_at: format_ms(row.due_at),
        cause: row.cause,
        opened_at: format_ms(row.opened_at),
        answered_at: row.answered_at.map(format_ms),
        extensions: row.extensions.into_iter().map(extension).collect(),
    }
}

fn extension(row: ExtensionRow) -> Extension {
    Extension {
        from: format_ms(row.from),
        to: format_ms(row.to),
        reason: row.reason,
        at: format_ms(row.at),
    }
}

/// A text that was found right, with its date in the one form that we keep.
pub fn normal(text: AnswerText) -> AnswerText {
    let due_at = text.due_at.as_deref().and_then(parse_ms).map(format_ms);
    AnswerText { due_at, ..text }
}
