//! Mails: how they look. They wait in the outbox of the database.

mod page;

pub use page::{Paragraph, page};
