//! Forms that hold in every answer: ids and times.

use rules::{
    anonymity::NOBODY,
    time::{format_ms, parse_ms},
};
use serde_json::Value;

/// Every id in a JSON value that is no `UUIDv7`, as `path: value`.
pub(crate) fn wrong_ids(value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(value, "", "", &mut |path, key, text| {
        if is_id_key(key) && !path.contains(".source.") && !is_uuid_v7(text) && text != NOBODY {
            wrong.push(format!("{path}: {text:?}"));
        }
    });
    wrong
}

/// Every time in a JSON value that is not of the one form, as `path: value`.
pub(crate) fn wrong_times(value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(value, "", "", &mut |path, key, text| {
        if is_time_key(key) && !is_timestamp(text) {
            wrong.push(format!("{path}: {text:?}"));
        }
    });
    wrong
}

/// Calls `see` for every text with its path and the name of its field.
fn walk(value: &Value, path: &str, key: &str, see: &mut impl FnMut(&str, &str, &str)) {
    match value {
        Value::String(text) => see(path, key, text),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, &format!("{path}[{place}]"), key, see);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                walk(field, &format!("{path}.{name}"), name, see);
            }
        }
        _ => {}
    }
}

fn is_id_key(key: &str) -> bool {
    key == "id" || key.ends_with("_id") || matches!(key, "reply_to" | "merged_into")
}

fn is_time_key(key: &str) -> bool {
    key.ends_with("_at") || matches!(key, "at" | "since" | "until")
}

/// Whether a text is a `UUIDv7` in its one form.
pub(crate) fn is_uuid_v7(text: &str) -> bool {
    let of_form = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        14 => byte == b'7',
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(of_form)
}

/// Whether a text is a time as it goes over the wire.
fn is_timestamp(text: &str) -> bool {
    parse_ms(text).is_some_and(|ms| format_ms(ms) == text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_uuids_of_version_7() {
        let good = "0198c0de-7c1d-7b3a-9f6e-2f1f0a4d9b11";
        assert!(is_uuid_v7(good));
        for wrong in [
            "",
            "1",
            "0198C0DE-7C1D-7B3A-9F6E-2F1F0A4D9B11",
            "0198c0de-7c1d-4b3a-9f6e-2f1f0a4d9b11",
            "0198c0de-7c1d-7b3a-1f6e-2f1f0a4d9b11",
            "0198c0de7c1d7b3a9f6e2f1f0a4d9b11",
        ] {
            assert!(!is_uuid_v7(wrong), "{wrong}");
        }
        let value = json!({"id": good, "author": {"id": NOBODY}, "source": {"id": "17"},
            "items": [{"thread_id": "1", "reply_to": null}]});
        assert_eq!(wrong_ids(&value), [".items[0].thread_id: \"1\""]);
    }

    #[test]
    fn times_have_one_form() {
        let value = json!({"at": "2021-08-26T03:42:00.000Z", "edited_at": null,
            "items": [{"created_at": "2021-08-26T03:42:00Z"}, {"at": "2021-08-26T10:42:00.000+07:00"}]});
        assert_eq!(
            wrong_times(&value),
            [
                ".items[0].created_at: \"2021-08-26T03:42:00Z\"",
                ".items[1].at: \"2021-08-26T10:42:00.000+07:00\""
            ]
        );
    }
}
