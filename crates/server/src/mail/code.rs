//! The mail that carries a code.

use storage::NewMail;

use super::page::{Paragraph, page};

/// For how long a code is good, ms.
const GOOD_MS: i64 = 10 * 60_000;

/// A code for one address.
#[derive(Debug, Clone)]
pub struct Code<'a> {
    /// Id of the request; the mail's too.
    pub id: &'a str,
    /// Where to.
    pub address: &'a str,
    /// `en` or `th`.
    pub language: &'a str,
    /// The forum's name in that language.
    pub forum: &'a str,
    /// The code, in two groups.
    pub digits: &'a str,
    /// Now, ms.
    pub now_ms: i64,
}

/// The mail. The code stands in the subject too, where a telephone shows it.
#[must_use]
pub fn code_mail(new: &Code<'_>) -> NewMail {
    let Code { forum, digits: code, .. } = new;
    let (subject, title, use_it, ignore) = if new.language == "th" {
        (
            format!("{code} คือรหัสเข้าสู่ระบบ {forum}"),
            format!("รหัสเข้าสู่ระบบ {forum}"),
            "กรอกรหัสนี้ในหน้าต่างที่ท่านขอไว้ รหัสใช้ได้ครั้งเดียวภายใน 10 นาที",
            "หากท่านไม่ได้ขอรหัสนี้ ไม่ต้องทำอะไร และอย่าบอกรหัสแก่ผู้ใด",
        )
    } else {
        (
            format!("{code} is your code for {forum}"),
            format!("Your code for {forum}"),
            "Type it into the window where you asked for it. It works once, within 10 minutes.",
            "If you did not ask for it, do nothing, and tell it to nobody.",
        )
    };
    let parts = [
        Paragraph::Code((*code).to_owned()),
        Paragraph::Text(use_it.to_owned()),
        Paragraph::Note(ignore.to_owned()),
    ];
    let (text, html) = page(new.language, &title, &parts);
    NewMail {
        id: new.id.to_owned(),
        participant: None,
        address: new.address.to_owned(),
        language: new.language.to_owned(),
        subject,
        text,
        html,
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        now_ms: new.now_ms,
        expires_at: new.now_ms + GOOD_MS,
    }
}
