//! Limits and words that the rules check, written into the document, so that
//! what it allows is what the server takes.
//!
//! What JSON Schema cannot say stays in words: that dates stand in order, that
//! a cursor comes from the same list, that a vote is of the thread's mode.

use contract::{BatchDraft, Forum, Limits, Term};
use rules::validate::{SLUG_MAX, SUMMARY_MAX, THREAD_BODY_MAX, YEARS};
use serde_json::{Map, Value, json};

/// Text without U+0000.
const NO_NUL: &str = r"^[^\u0000]*$";
/// Characters that show nothing, as `rules::text::is_blank` has them (those of
/// the first plane).
macro_rules! blank {
    () => {
        r"\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    };
}
/// Text that shows something.
const VISIBLE: &str = concat!(r"^[^\u0000]*[^", blank!(), r"][^\u0000]*$");
/// Text without control characters.
const ONE_LINE: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// The same, showing something.
const VISIBLE_LINE: &str =
    concat!(r"^[^\u0000-\u001f\u007f-\u009f]*[^", blank!(), r"][^\u0000-\u001f\u007f-\u009f]*$");
/// Characters that may not stand in an address.
macro_rules! unfit {
    () => {
        concat!(r#"<>"\\`{}|^"#, blank!())
    };
}
/// `http` and `https` addresses with a host and `mailto` ones, as
/// `rules::link::is_allowed` has them.
const ADDRESS: &str = concat!(
    r"^([hH][tT][tT][pP][sS]?://([^/?#",
    unfit!(),
    r"]*@)?[\[A-Za-z0-9\u00a1-\uffef][^/?#@",
    unfit!(),
    r"]*([/?#][^",
    unfit!(),
    r"]*)?|[mM][aA][iI][lL][tT][oO]:[^@?",
    unfit!(),
    r"]+@[A-Za-z0-9\u00a1-\uffef][^",
    unfit!(),
    r"]*)$"
);
/// The same for the web alone, or nothing.
const WEBSITE: &str = concat!(
    r"^([hH][tT][tT][pP][sS]?://([^/?#",
    unfit!(),
    r"]*@)?[\[A-Za-z0-9\u00a1-\uffef][^/?#@",
    unfit!(),
    r"]*([/?#][^",
    unfit!(),
    r"]*)?)?$"
);
/// A thread's short name.
const SLUG: &str = r"^[a-z0-9]+(-[a-z0-9]+)*$";
/// `If-Match`: one entity tag, or any.
const IF_MATCH: &str = r#"^(\*|(W/)?"[!#-~]*")$"#;

/// Writes them in; the words only where the forum is known.
pub fn apply(document: &mut Value, forum: Option<&Forum>) {
    name_texts(document);
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    else {
        return;
    };
    for (name, schema) in schemas.iter_mut() {
        formats(name, schema);
    }
    requests(schemas, forum);
    parameters(document, forum);
    long_addresses(document);
}

/// An address over 64 KiB never reaches an endpoint: the layer that reads
/// HTTP answers it, without a problem.
fn long_addresses(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    for operation in operations.flat_map(|item| item.values_mut()) {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let has_query =
            parameters.into_iter().flatten().any(|one| one.get("in") == Some(&json!("query")));
        if has_query && let Some(responses) = operation.get_mut("responses") {
            merge(responses, json!({"414": {"description": "An address over 64 KiB."}}));
        }
    }
}

/// Aliases of the contract are named after the type that they stand for; this
/// writes plain text out and gives the map of texts by language its name.
fn name_texts(document: &mut Value) {
    const MAP: &str = "#/components/schemas/BTreeMap";
    const TEXT: &str = "#/components/schemas/String";
    fn walk(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(walk),
            Value::Object(object) => {
                object.values_mut().for_each(walk);
                match object.get("$ref").and_then(Value::as_str) {
                    Some(MAP) => {
                        object.insert("$ref".into(), json!("#/components/schemas/LocalizedText"));
                    }
                    Some(TEXT) => {
                        object.remove("$ref");
                        object.insert("type".into(), json!("string"));
                    }
                    _ => flatten_nullable(object),
                }
            }
            _ => {}
        }
    }
    walk(document);
    let path = "/components/schemas";
    if let Some(schemas) = document.pointer_mut(path).and_then(Value::as_object_mut) {
        schemas.remove("String");
        if let Some(map) = schemas.remove("BTreeMap") {
            schemas.insert("LocalizedText".into(), map);
        }
    }
}

/// `oneOf: [text, null]` as `type: [string, null]`.
fn flatten_nullable(object: &mut Map<String, Value>) {
    let text = |one: &Value| one.get("type") == Some(&json!("string"));
    let null = |one: &Value| one.get("type") == Some(&json!("null"));
    let Some([first, second]) = object.get("oneOf").and_then(Value::as_array).map(Vec::as_slice)
    else {
        return;
    };
    let one = match (text(first) && null(second), null(first) && text(second)) {
        (true, _) => first.clone(),
        (_, true) => second.clone(),
        _ => return,
    };
    object.remove("oneOf");
    if let Value::Object(one) = one {
        object.extend(one);
    }
    object.insert("type".into(), json!(["string", "null"]));
}

/// Ids and times, wherever they stand.
fn formats(name: &str, schema: &mut Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (property, schema) in properties {
        let id = match property.as_str() {
            "id" => !matches!(name, "Term" | "Source" | "Reason"),
            "merged_into" | "reply_to" => true,
            // Takes a slug as well.
            "thread_id" if name == "AnnouncementDraft" => false,
            other => other.ends_with("_id"),
        };
        if id {
            merge(schema, json!({"format": "uuid"}));
        } else if property == "at" || property.ends_with("_at") && property != "answer_at" {
            merge(schema, json!({"format": "date-time"}));
        }
    }
}

/// Shapes that people send.
fn requests(schemas: &mut Map<String, Value>, forum: Option<&Forum>) {
    let limits = forum.map_or_else(Limits::default, |forum| forum.limits);
    let title = json!({"minLength": 1, "maxLength": limits.title_max, "pattern": VISIBLE});
    let text = |most: u32| json!({"maxLength": most, "pattern": NO_NUL});
    let mut set = |schema: &str, property: &str, with: Value| {
        // What is flattened into a shape stands before the rest of it.
        let slot = schemas.get_mut(schema).and_then(|schema| {
            let own = if schema.get("allOf").is_some() { "/allOf/1" } else { "" };
            schema.pointer_mut(&format!("{own}/properties/{property}"))
        });
        if let Some(slot) = slot {
            merge(slot, with);
        }
    };
    for draft in ["SubmissionDraft", "SubmissionPatch"] {
        set(draft, "title", title.clone());
        set(draft, "body", text(limits.body_max));
        set(draft, "links", json!({"maxItems": limits.links_max, "uniqueItems": true}));
        set(draft, "groups", json!({"uniqueItems": true}));
    }
    set("Link", "url", json!({"minLength": 1, "maxLength": Limits::URL_MAX, "pattern": ADDRESS}));
    set("Link", "label", text(Limits::LABEL_MAX));
    let comment = json!({"minLength": 1, "maxLength": limits.comment_max, "pattern": VISIBLE});
    set("CommentDraft", "body", comment);
    set("FlagDraft", "note", text(Limits::FLAG_NOTE_MAX));
    moderation(&mut set);
    set("InboxRead", "up_to", json!({"format": "uuid"}));
    organisations(&mut set, forum);
    for draft in ["ThreadDraft", "ThreadPatch", "ThreadTranslation"] {
        set(draft, "title", title.clone());
        set(draft, "summary", text(SUMMARY_MAX));
        set(draft, "body", text(THREAD_BODY_MAX));
        set(draft, "rules", text(Limits::THREAD_RULES_MAX));
    }
    set("ThreadDraft", "slug", json!({"minLength": 1, "maxLength": SLUG_MAX, "pattern": SLUG}));
    officials(&mut set, &title);
    let thread = json!({"maxLength": SLUG_MAX, "pattern": "^[a-z0-9-]{1,80}$"});
    set("AnnouncementDraft", "thread_id", thread);
    for figure in ["budget", "answer_at"] {
        set("Voting", figure, json!({"minimum": 1, "maximum": i32::MAX}));
    }
    set("Tally", "broad", json!({"minimum": 0, "maximum": 1}));
    if let Some(forum) = forum {
        let ids = |terms: &[Term]| terms.iter().map(|term| json!(term.id)).collect::<Vec<_>>();
        let and = |mut list: Vec<Value>, more: &[Value]| {
            list.extend_from_slice(more);
            json!({"enum": list})
        };
        let languages: Vec<_> = forum.languages.iter().map(|language| json!(language)).collect();
        let nothing = Value::Null;
        set("SubmissionDraft", "theme", and(ids(&forum.themes), std::slice::from_ref(&nothing)));
        set("SubmissionPatch", "theme", and(ids(&forum.themes), &[json!(""), nothing.clone()]));
        for draft in ["SubmissionDraft", "SubmissionPatch"] {
            set(draft, "groups/items", json!({"enum": ids(&forum.groups)}));
        }
        let offices = ids(&forum.offices);
        for answer in ["AnswerText", "LedgerPatch"] {
            set(answer, "office", and(offices.clone(), std::slice::from_ref(&nothing)));
        }
        set("ReferralDraft", "office", json!({"enum": offices}));
        set("AnswerText", "status", json!({"enum": ids(&forum.statuses)}));
        set("AnswerText", "language", and(languages.clone(), &[json!("")]));
        set("AnnouncementDraft", "language", json!({"enum": languages}));
        let kinds = ids(&forum.kinds);
        set("SubmissionDraft", "kind", and(kinds.clone(), &[]));
        set("SubmissionPatch", "kind", and(kinds, std::slice::from_ref(&nothing)));
        for draft in ["SubmissionDraft", "ThreadDraft", "MailSettings"] {
            set(draft, "language", json!({"enum": languages}));
        }
        set("CommentDraft", "language", and(languages.clone(), &[nothing]));
        for draft in ["ThreadDraft", "ThreadPatch"] {
            set(draft, "translations", json!({"maxItems": languages.len()}));
            for (name, words) in [("languages", &languages), ("sectors", &ids(&forum.sectors))] {
                set(draft, name, json!({"uniqueItems": true, "maxItems": words.len()}));
                set(draft, &format!("{name}/items"), json!({"enum": words}));
            }
        }
        set("ThreadTranslation", "language", json!({"enum": languages}));
    }
    conditions(schemas);
}

/// What moderators and appeals say.
fn moderation(set: &mut impl FnMut(&str, &str, Value)) {
    let text = |most: u32| json!({"maxLength": most, "pattern": NO_NUL});
    for draft in ["DecisionDraft", "BatchDraft"] {
        set(draft, "note", text(Limits::MODERATION_TEXT_MAX));
        set(draft, "message", text(Limits::MODERATION_TEXT_MAX));
    }
    let most = BatchDraft::TARGETS_MAX;
    set("BatchDraft", "targets", json!({"minItems": 1, "maxItems": most, "uniqueItems": true}));
    let most = Limits::MODERATION_TEXT_MAX;
    set("NoteDraft", "body", json!({"minLength": 1, "maxLength": most, "pattern": VISIBLE}));
    let objection = json!({"minLength": 1, "maxLength": Limits::APPEAL_MAX, "pattern": VISIBLE});
    set("AppealDraft", "text", objection);
    set("Judgement", "answer", text(Limits::APPEAL_MAX));
    set("Judgement", "note", text(Limits::APPEAL_MAX));
    set("Judgement", "outcome", json!({"enum": ["upheld", "overturned"]}));
}

/// What officials say.
fn officials(set: &mut impl FnMut(&str, &str, Value), title: &Value) {
    let text = |most: u32| json!({"maxLength": most, "pattern": NO_NUL});
    for part in ["heard", "action", "body"] {
        set("AnswerText", part, text(Limits::ANSWER_PART_MAX));
    }
    let answered = json!({"minItems": 1, "maxItems": Limits::ANSWER_SUBMISSIONS_MAX,
        "uniqueItems": true});
    set("AnswerDraft", "submissions", answered.clone());
    set("AnswerPatch", "submissions", answered);
    for draft in ["AnswerDraft", "AnswerPatch"] {
        set(draft, "submissions/items", json!({"format": "uuid"}));
    }
    let reason = json!({"minLength": 1, "maxLength": Limits::EXTENSION_REASON_MAX,
        "pattern": VISIBLE});
    set("LedgerPatch", "reason", reason);
    set("AnnouncementDraft", "title", title.clone());
    set("AnnouncementDraft", "body", text(Limits::ANNOUNCEMENT_BODY_MAX));
}

/// What holds between the fields of a shape.
fn conditions(schemas: &mut Map<String, Value>) {
    let other = json!({"properties": {"reason": {"const": "other"}}});
    let noted = json!({"required": ["note"], "properties": {"note": {"pattern": VISIBLE}}});
    whole(schemas, "FlagDraft", json!({"anyOf": [{"not": other}, noted]}));
    let overturned = json!({"properties": {"outcome": {"const": "overturned"}}});
    let answered = json!({"required": ["answer"], "properties": {"answer": {"pattern": VISIBLE}}});
    whole(schemas, "Judgement", json!({"anyOf": [overturned, answered]}));
    let support = json!({"properties": {"mode": {"const": "support"}}});
    let no_budget = json!({"properties": {"budget": {"type": "null"}}});
    whole(schemas, "Voting", json!({"anyOf": [support, no_budget]}));
    let dated = json!({"required": ["due_at", "reason"],
        "properties": {"due_at": {"type": "string"}, "reason": {"type": "string"}}});
    let undated = json!({"required": ["office"], "properties": {"office": {"type": "string"},
        "due_at": {"type": "null"}, "reason": {"type": "null"}}});
    whole(schemas, "LedgerPatch", json!({"anyOf": [dated, undated]}));
    let voting = |with: Value| json!({"properties": {"voting": {"properties": with}}});
    let told = voting(json!({"results": {"const": "always"}}));
    let owes_nothing = voting(json!({"answer_at": {"type": "null"}}));
    let ends = json!({"required": ["closes_at"], "properties": {"closes_at": {"type": "string"}}});
    whole(schemas, "ThreadDraft", json!({"anyOf": [told, owes_nothing, ends]}));
}

/// Organisations, invitations and awards.
fn organisations(set: &mut impl FnMut(&str, &str, Value), forum: Option<&Forum>) {
    let line = |most: u32| json!({"maxLength": most, "pattern": ONE_LINE});
    for draft in ["OrganisationDraft", "OrganisationPatch"] {
        let name = json!({"minLength": 1, "maxLength": Limits::ORGANISATION_NAME_MAX, "pattern": VISIBLE_LINE});
        set(draft, "name", name);
        set(draft, "registry", line(Limits::ORGANISATION_NAME_MAX));
        set(draft, "number", line(Limits::REGISTRY_NUMBER_MAX));
        set(draft, "contact", line(Limits::CONTACT_MAX));
        set(draft, "website", json!({"maxLength": Limits::URL_MAX, "pattern": WEBSITE}));
    }
    set("JoinRequest", "code", json!({"minLength": 1, "maxLength": 64}));
    let award = json!({"minLength": 1, "maxLength": Limits::AWARD_MAX, "pattern": VISIBLE_LINE});
    set("RecognitionDraft", "award", award);
    set("RecognitionDraft", "category", line(Limits::AWARD_MAX));
    let citation = json!({"maxLength": Limits::CITATION_MAX, "pattern": NO_NUL});
    set("RecognitionDraft", "citation", citation);
    set("RecognitionDraft", "year", json!({"minimum": YEARS.start(), "maximum": YEARS.end()}));
    for draft in ["SubmissionDraft", "CommentDraft", "VoteRequest"] {
        set(draft, "organisation", json!({"format": "uuid"}));
    }
    let Some(forum) = forum else { return };
    let ids = |terms: &[Term]| terms.iter().map(|term| json!(term.id)).collect::<Vec<_>>();
    let kinds = ids(&forum.sectors);
    let mut countries = ids(&forum.countries);
    countries.push(Value::Null);
    set("OrganisationDraft", "country", json!({"enum": countries}));
    countries.push(json!(""));
    set("OrganisationPatch", "country", json!({"enum": countries}));
    set("OrganisationDraft", "kind", json!({"enum": kinds}));
    let mut kinds = kinds;
    kinds.push(Value::Null);
    set("OrganisationPatch", "kind", json!({"enum": kinds}));
}

fn whole(schemas: &mut Map<String, Value>, schema: &str, with: Value) {
    if let Some(schema) = schemas.get_mut(schema) {
        merge(schema, with);
    }
}

/// Parameters by their names, which mean the same everywhere.
fn parameters(document: &mut Value, forum: Option<&Forum>) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    let operations = operations.flat_map(|item| item.values_mut());
    let lists = operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut());
    for parameter in lists.flatten() {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(schema) = parameter.get_mut("schema") else { continue };
        match name.as_str() {
            "thread" => merge(schema, json!({"pattern": "^[a-z0-9-]{1,80}$"})),
            "If-Match" => merge(schema, json!({"pattern": IF_MATCH})),
            "cursor" => merge(schema, json!({"pattern": "^[0-9a-z-]{1,64}$"})),
            _ => {}
        }
        let Some((forum, items)) = forum.zip(schema.get_mut("items")) else { continue };
        let ids = |terms: &[Term]| terms.iter().map(|term| json!(term.id)).collect::<Vec<_>>();
        let words = match name.as_str() {
            "theme" => ids(&forum.themes),
            "group" => ids(&forum.groups),
            "sector" => ids(&forum.sectors),
            "country" => ids(&forum.countries),
            "office" => ids(&forum.offices),
            "language" => forum.languages.iter().map(|language| json!(language)).collect(),
            _ => continue,
        };
        merge(items, json!({"enum": words}));
    }
}

/// Adds the members of one object to another.
fn merge(into: &mut Value, with: Value) {
    if let (Value::Object(into), Value::Object(with)) = (into, with) {
        into.extend(with);
    }
}
