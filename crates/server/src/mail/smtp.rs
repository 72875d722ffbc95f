//! Sending by SMTP (`lettre`).

use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};
use storage::MailRow;

use super::{MailError, Mailer};
use crate::config::{SmtpSettings, SmtpTls};

/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An SMTP server.
pub struct Smtp {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// The server of the settings; it is spoken to when there is a mail.
    ///
    /// # Errors
    /// Where the sender is no address or the password cannot be read.
    pub fn new(settings: &SmtpSettings) -> anyhow::Result<Self> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let host = settings.host.as_str();
        let from: Mailbox = settings
            .from
            .parse()
            .with_context(|| format!("mail: {:?} is not an address", settings.from))?;
        let mut builder = match settings.tls {
            SmtpTls::Tls => Transport::relay(host)?,
            SmtpTls::StartTls => Transport::starttls_relay(host)?,
            SmtpTls::None => Transport::builder_dangerous(host),
        };
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let Some(name) = &settings.username {
            let password = settings.password()?.unwrap_or_default();
            builder = builder.credentials(Credentials::new(name.clone(), password));
        }
        Ok(Self { from, transport: builder.timeout(Some(PATIENCE)).build() })
    }

    fn message(&self, mail: &MailRow, now_ms: i64) -> anyhow::Result<Message> {
        let since = Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.address.parse().context("the address")?))
            .date(UNIX_EPOCH + since)
            .message_id(Some(id))
            .subject(&mail.subject);
        for (name, value) in &mail.headers {
            let name = HeaderName::new_from_ascii(name.clone()).context("a header's name")?;
            builder = builder.raw_header(HeaderValue::new(name, value.clone()));
        }
        let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        let mut message = builder.multipart(body)?;
        let language = HeaderName::new_from_ascii_str("Content-Language");
        message.headers_mut().insert_raw(HeaderValue::new(language, mail.language.clone()));
        Ok(message)
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &MailRow, now_ms: i64) -> Result<(), MailError> {
        // Errors of a message name a part of it and never what it says.
        let message = self
            .message(mail, now_ms)
            .map_err(|_| MailError { permanent: true, cause: "it is not well formed".into() })?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            let status = error.status().map(|code| code.to_string());
            // What a server says may repeat the address: only its code is kept.
            let cause = match status {
                Some(code) => format!("the SMTP server answered {code}"),
                None if error.is_timeout() => "the SMTP server did not answer".to_owned(),
                None => "the SMTP server could not be spoken to".to_owned(),
            };
            MailError { permanent: error.is_permanent(), cause }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_carries_both_texts_its_language_and_its_headers() {
        let settings = SmtpSettings {
            from: "Open Forum <forum@example.org>".into(),
            host: "127.0.0.1".into(),
            port: Some(1),
            tls: SmtpTls::None,
            username: None,
            password_file: None,
            password_env: None,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let _inside = runtime.enter();
        let smtp = Smtp::new(&settings).expect("settings");
        let mail = MailRow {
            id: "0198c0de".into(),
            address: "somebody@example.com".into(),
            language: "th".into(),
            subject: "รหัสเข้าสู่ระบบ".into(),
            text: "รหัส".into(),
            html: "<p>รหัส</p>".into(),
            headers: vec![("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into())],
            tries: 0,
            expires_at: 0,
        };
        let message = smtp.message(&mail, 1_629_949_320_000).expect("a message").formatted();
        let message = String::from_utf8(message).expect("text");
        for part in [
            "Message-ID: <0198c0de@example.org>",
            "Date: Thu, 26 Aug 2021 03:42:00 +0000",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Language: th",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
}
