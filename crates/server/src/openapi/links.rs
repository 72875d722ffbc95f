//! What to do next with what was created, as links of the document: for
//! readers, and for tools that walk through the API.

use serde_json::{Value, json};

/// A creating operation, the parameter that its answer's `id` is, and the
/// operations that take it.
const LINKS: &[(&str, &str, &[&str])] = &[
    (
        "create_thread",
        "thread",
        &[
            "get_thread",
            "change_thread",
            "create_submission",
            "list_submissions",
            "find_similar",
            "export_json",
            "export_csv",
        ],
    ),
    (
        "create_submission",
        "id",
        &[
            "get_submission",
            "edit_submission",
            "withdraw_submission",
            "get_history",
            "put_vote",
            "delete_vote",
            "create_comment",
            "list_comments",
            "flag_submission",
            "put_response",
            "refer_submission",
        ],
    ),
    (
        "create_answer",
        "id",
        &["get_answer", "change_answer", "publish_answer", "delete_answer", "list_answer_versions"],
    ),
    ("refer_submission", "id", &["change_ledger"]),
    (
        "create_announcement",
        "id",
        &["get_announcement", "change_announcement", "delete_announcement"],
    ),
    ("create_comment", "id", &["flag_comment"]),
];

/// Writes the links in.
pub fn apply(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    for operation in operations.flat_map(|item| item.values_mut()) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let Some((_, parameter, next)) = LINKS.iter().find(|(from, ..)| *from == id) else {
            continue;
        };
        let link = |to: &&str| {
            let link = json!({"operationId": to, "parameters": {*parameter: "$response.body#/id"}});
            ((*to).to_owned(), link)
        };
        let links: serde_json::Map<String, Value> = next.iter().map(link).collect();
        for status in ["201", "202"] {
            let answer = operation.pointer_mut(&format!("/responses/{status}"));
            if let Some(answer) = answer.and_then(Value::as_object_mut) {
                answer.insert("links".to_owned(), Value::Object(links.clone()));
            }
        }
    }
}
