//! How a mail looks: one column of text, as HTML and as plain text, from the
//! same parts.

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// Running text.
    Text(String),
    /// A code to copy, large.
    Code(String),
    /// A link with its words: words, address.
    Link(String, String),
    /// Small print.
    Note(String),
}

/// A mail as plain text and as HTML. What people wrote may stand in it: it
/// becomes text.
#[must_use]
pub fn page(language: &str, title: &str, parts: &[Paragraph]) -> (String, String) {
    (plain(title, parts), html(language, title, parts))
}

fn plain(title: &str, parts: &[Paragraph]) -> String {
    let mut text = format!("{title}\n");
    for part in parts {
        text.push('\n');
        match part {
            Paragraph::Text(words) | Paragraph::Note(words) => text.push_str(words),
            Paragraph::Code(code) => {
                text.push_str("    ");
                text.push_str(code);
            }
            Paragraph::Link(words, address) => {
                text.push_str(words);
                text.push('\n');
                text.push_str(address);
            }
        }
        text.push('\n');
    }
    text
}

fn html(language: &str, title: &str, parts: &[Paragraph]) -> String {
    let title = escape(title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\n\
         <body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\">\n\
         <div style=\"max-width:34em;margin:0 auto\">\n\
         <h1 style=\"font-size:20px;line-height:1.3;margin:0 0 16px\">{title}</h1>\n",
        escape(language)
    );
    for part in parts {
        let block = match part {
            Paragraph::Text(words) => {
                format!("<p style=\"margin:0 0 16px\">{}</p>\n", escape(words))
            }
            Paragraph::Code(code) => format!(
                "<p style=\"margin:0 0 16px;font:700 28px/1.3 ui-monospace,monospace;\
                 letter-spacing:2px\">{}</p>\n",
                escape(code)
            ),
            Paragraph::Link(words, address) => format!(
                "<p style=\"margin:0 0 16px\"><a href=\"{}\">{}</a></p>\n",
                escape(address),
                escape(words)
            ),
            Paragraph::Note(words) => {
                format!("<p style=\"margin:0 0 16px;font-size:14px\">{}</p>\n", escape(words))
            }
        };
        html.push_str(&block);
    }
    html + "</div>\n</body>\n</html>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text_in_both() {
        let evil = "<script>alert(1)</script>\"";
        let parts = [
            Paragraph::Text(evil.into()),
            Paragraph::Link(evil.into(), "https://x.example/?a=\"b".into()),
            Paragraph::Code("1234 5678".into()),
            Paragraph::Note(evil.into()),
        ];
        let (text, html) = page("en", evil, &parts);
        assert!(!html.contains("<script") && !html.contains("=\"b"), "{html}");
        assert!(text.contains(evil) && text.contains("    1234 5678\n"), "{text}");
    }
}
