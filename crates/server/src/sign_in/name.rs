//! Shown names.

use contract::{FieldCode, FieldError};
use rules::{
    Normalizer,
    text::{is_blank, is_invisible, one_line},
};

/// Longest shown name, in scalars.
const NAME_MAX: usize = 80;

/// A name as it is kept: on one line, without what shows nothing.
///
/// # Errors
/// What is wrong with it.
pub fn shown_name(text: &str) -> Result<String, FieldError> {
    let refuse = |code, message: &str| FieldError {
        field: "name".to_owned(),
        code,
        message: message.to_owned(),
    };
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(refuse(FieldCode::Invalid, "A name has no control characters."));
    }
    let visible = |c: &char| !is_invisible(*c) || matches!(c, '\u{200c}' | '\u{200d}');
    let name = one_line(&text.chars().filter(visible).collect::<String>());
    if is_blank(&name) {
        return Err(refuse(FieldCode::Required, "Give the name that others see."));
    }
    if Normalizer::UNICODE.length(&name) > NAME_MAX {
        let message = format!("A name has at most {NAME_MAX} characters.");
        return Err(refuse(FieldCode::TooLong, &message));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_something_on_one_line() {
        let check = |text: &str| shown_name(text).map_err(|error| error.code);
        assert_eq!(check("  Somchai\n  Jaidee ").as_deref(), Ok("Somchai Jaidee"));
        assert_eq!(check("Som\u{202e}chai").as_deref(), Ok("Somchai"));
        assert_eq!(check("<b>").as_deref(), Ok("<b>"));
        assert_eq!(check(" \u{200b}\u{3164}"), Err(FieldCode::Required));
        assert_eq!(check("a\u{7}"), Err(FieldCode::Invalid));
        assert!(check(&"น้ำ".repeat(26)).is_ok());
        assert_eq!(check(&"x".repeat(81)), Err(FieldCode::TooLong));
    }
}
