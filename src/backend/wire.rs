//! The contract's shapes to and from JavaScript values.
//!
//! A shape is read field by field, and a value that is missing or of another
//! kind marks the whole answer as unreadable, and so does one that no honest
//! backend sends: a date that is none, a text of a megabyte, thousands of
//! items. There is no serde here: its code for these shapes was a quarter of
//! the whole wasm. The fields stand in the lists below once more, and a field
//! that the contract has and a list lacks does not compile.

use std::{collections::BTreeMap, str::FromStr};

use contract::{
    Account, Action, Announcement, Appeal, AppealState, Author, Comment, CommentDraft, Counts,
    DecidedBy, Duplicate, FieldCode, FieldError, FlagDraft, FlagReason, Follow, Forum, Kind,
    Limits, Link, Me, MemberRole, Membership, Organisation, OrganisationState, OrganisationTally,
    Page, Phase, Problem, Reason, Recognition, RefreshRequest, Response, ResultsRule, Revision,
    Role, SectorTally, SessionToken, SignInMethod, SignInProvider, Source, Stance, State, Status,
    Submission, SubmissionDraft, SubmissionPatch, SubmissionRef, Tally, TallyChange, TallyEvent,
    Term, Thread, ThreadKind, ThreadPromise, ThreadTranslation, Verdict, VoteChoice, VoteRequest,
    VoteResult, Voting, VotingMode,
};
use js_sys::{Array, JSON, JsString, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{BackendError, DemoIdentity};
use crate::browser;

/// Units of UTF-16 that a text may have: far more than any limit of a forum.
pub const LONGEST: u32 = 500_000;
/// Items that a list may have. A page asks for 10.
const MANY: u32 = 1_000;
/// The largest number of anything. Four of them fit together into 32 bits.
const MOST: u32 = 1_000_000_000;
/// Bytes of an id.
const LONG_ID: usize = 200;

/// Something that can be read from a JavaScript value.
pub trait FromJs: Sized {
    /// Reads a value; clears `ok` where it is not of this shape.
    fn read(value: &JsValue, ok: &mut bool) -> Self;
}

/// Something that can be written as a JavaScript value.
pub trait ToJs {
    /// Writes it; what is absent is `undefined`, which JSON leaves out.
    fn write(&self) -> JsValue;
}

/// Takes a value as a shape of the contract.
pub fn read<T: FromJs>(value: &JsValue) -> Result<T, BackendError> {
    let mut ok = true;
    let shape = T::read(value, &mut ok);
    if ok { Ok(shape) } else { Err(BackendError::Unexpected) }
}

/// Takes JSON text as a shape.
#[must_use]
pub fn from_text<T: FromJs>(text: &str) -> Option<T> {
    read(&JSON::parse(text).ok()?).ok()
}

/// Writes a shape as JSON text.
pub fn to_text<T: ToJs>(shape: &T) -> Option<String> {
    JSON::stringify(&shape.write()).ok().map(Into::into)
}

fn missing<T: Default>(ok: &mut bool) -> T {
    *ok = false;
    T::default()
}

impl FromJs for () {
    /// Whatever it is, it was done.
    fn read(_: &JsValue, _: &mut bool) {}
}

/// Reads a field. (A function that stands alone, so that each field costs one
/// call.)
#[inline(never)]
pub fn field<T: FromJs>(value: &JsValue, name: &str, ok: &mut bool) -> T {
    T::read(&part(value, name, ok), ok)
}

/// Reads a field that an earlier backend does not send: absent is the default.
#[inline(never)]
pub fn later<T: FromJs + Default>(value: &JsValue, name: &str, ok: &mut bool) -> T {
    let part = part(value, name, ok);
    if part.is_undefined() { T::default() } else { T::read(&part, ok) }
}

/// Writes a field.
#[inline(never)]
pub fn put<T: ToJs>(object: &JsValue, name: &str, value: &T) {
    browser::set(object, name, &value.write());
}

/// The value of a field. By its name a text is judged here that has a form:
/// ids are told apart by `|` and spaces in the keys of lists, and dates are
/// shown.
fn part(value: &JsValue, name: &str, ok: &mut bool) -> JsValue {
    let part = browser::get(value, name);
    *ok &= value.is_object() && !Array::is_array(value);
    let is = |word: &str| name.strip_suffix(word).is_some_and(|w| w.is_empty() || w.ends_with('_'));
    if is("at") || is("id") {
        let text = part.as_string().filter(|text| !text.is_empty());
        *ok &= text.is_none_or(|text| if is("at") { is_moment(&text) } else { is_id(&text) });
    }
    if name == "broad" {
        *ok &= part.as_f64().is_none_or(|share| (0.0..=1.0).contains(&share));
    }
    part
}

fn is_moment(text: &str) -> bool {
    text.len() < 40 && browser::parse_time(text).is_some()
}

fn is_id(text: &str) -> bool {
    text.len() <= LONG_ID && text.bytes().all(|byte| byte > b' ' && byte != b'|')
}

impl FromJs for String {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let text = value.dyn_ref::<JsString>().filter(|text| text.length() <= LONGEST);
        text.map_or_else(|| missing(ok), Into::into)
    }
}

impl ToJs for String {
    fn write(&self) -> JsValue {
        self.as_str().into()
    }
}

impl FromJs for bool {
    /// Absent is false, as everywhere in the contract.
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        if value.is_undefined() { false } else { value.as_bool().unwrap_or_else(|| missing(ok)) }
    }
}

impl ToJs for bool {
    fn write(&self) -> JsValue {
        (*self).into()
    }
}

impl FromJs for f64 {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        value.as_f64().filter(|number| number.is_finite()).unwrap_or_else(|| missing(ok))
    }
}

impl ToJs for f64 {
    fn write(&self) -> JsValue {
        (*self).into()
    }
}

impl FromJs for u64 {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let number = f64::read(value, ok);
        *ok &= (0.0..9e15).contains(&number) && number.fract().abs() < f64::EPSILON;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
        {
            number as Self
        }
    }
}

impl ToJs for u64 {
    fn write(&self) -> JsValue {
        #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
        (*self as f64).into()
    }
}

impl FromJs for u32 {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        match u64::read(value, ok).try_into() {
            Ok(number) if number <= MOST => number,
            _ => missing(ok),
        }
    }
}

impl ToJs for u32 {
    fn write(&self) -> JsValue {
        (*self).into()
    }
}

impl FromJs for u16 {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        u64::read(value, ok).try_into().unwrap_or_else(|_| missing(ok))
    }
}

impl ToJs for u16 {
    fn write(&self) -> JsValue {
        (*self).into()
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        (!value.is_null() && !value.is_undefined()).then(|| T::read(value, ok))
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn write(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, T::write)
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    /// Absent is empty, as everywhere in the contract.
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        items(value, ok).iter().map(|item| T::read(item, ok)).collect()
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn write(&self) -> JsValue {
        let array = Array::new();
        for item in self {
            array.push(&item.write());
        }
        array.into()
    }
}

fn items(value: &JsValue, ok: &mut bool) -> Vec<JsValue> {
    match value.dyn_ref::<Array>() {
        Some(array) if array.length() <= MANY => array.to_vec(),
        _ => {
            *ok &= value.is_undefined();
            Vec::new()
        }
    }
}

impl<T: FromJs> FromJs for BTreeMap<String, T> {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let Some(object) = value.dyn_ref::<Object>() else {
            *ok &= value.is_undefined();
            return Self::new();
        };
        let names = items(&Object::keys(object), ok);
        let names = names.iter().filter_map(JsValue::as_string);
        let mut map = Self::new();
        // Collecting would sort first, with code for each type.
        for name in names {
            let item = T::read(&browser::get(value, &name), ok);
            map.insert(name, item);
        }
        map
    }
}

impl<T: ToJs> ToJs for BTreeMap<String, T> {
    fn write(&self) -> JsValue {
        let object = browser::object(&[]);
        for (name, item) in self {
            browser::set(&object, name, &item.write());
        }
        object
    }
}

impl<T: FromJs> FromJs for Page<T> {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let items = browser::get(value, "items");
        *ok &= !items.is_undefined();
        Self {
            items: FromJs::read(&items, ok),
            next_cursor: field(value, "next_cursor", ok),
            total: field(value, "total", ok),
        }
    }
}

/// A word of a fixed list; `otherwise` stands in where it is none, and the
/// whole is unreadable then.
pub(crate) fn word<T: FromStr>(value: &JsValue, ok: &mut bool, otherwise: T) -> T {
    value.as_string().and_then(|word| word.parse().ok()).unwrap_or_else(|| {
        *ok = false;
        otherwise
    })
}

macro_rules! words {
    ($($name:ident::$first:ident),+ $(,)?) => {$(
        impl $crate::backend::wire::FromJs for $name {
            fn read(value: &wasm_bindgen::JsValue, ok: &mut bool) -> Self {
                $crate::backend::wire::word(value, ok, Self::$first)
            }
        }

        impl $crate::backend::wire::ToJs for $name {
            fn write(&self) -> wasm_bindgen::JsValue {
                self.as_str().into()
            }
        }
    )+};
}
#[cfg(feature = "rooms")]
pub(crate) use words;

words! {
    Action::Hide, AppealState::Open, DecidedBy::Moderator, FieldCode::Invalid, FlagReason::Other,
    Kind::Idea, MemberRole::Member, OrganisationState::Pending, Phase::Closed,
    ResultsRule::Always, Role::Participant, SignInMethod::HostToken, Stance::Neutral,
    State::Hidden, Status::Received, ThreadKind::Proposals, ThreadPromise::Inform,
    VoteChoice::Pass, VotingMode::Opinion,
}

/// Words of a list that a newer backend may have made longer: what is unknown
/// here is left out.
struct Known<T>(Vec<T>);

impl<T: FromStr> FromJs for Known<T> {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let words = items(value, ok);
        let words = words.iter().filter_map(JsValue::as_string);
        Self(words.filter_map(|word| word.parse().ok()).collect())
    }
}

/// Shapes by their fields, which travel under their own names. What stands
/// after a semicolon may be absent, and is its default then.
macro_rules! shapes {
    ($($name:ty { $($field:ident),+ $(,)? $(; $($later:ident),+ $(,)?)? })+) => {$(
        impl $crate::backend::wire::FromJs for $name {
            fn read(value: &wasm_bindgen::JsValue, ok: &mut bool) -> Self {
                Self {
                    $($field: $crate::backend::wire::field(value, stringify!($field), ok),)+
                    $($($later: $crate::backend::wire::later(value, stringify!($later), ok),)+)?
                }
            }
        }

        impl $crate::backend::wire::ToJs for $name {
            fn write(&self) -> wasm_bindgen::JsValue {
                let object = $crate::browser::object(&[]);
                $($crate::backend::wire::put(&object, stringify!($field), &self.$field);)+
                $($($crate::backend::wire::put(&object, stringify!($later), &self.$later);)+)?
                object
            }
        }
    )+};
}
pub(crate) use shapes;

shapes! {
    Account { method, email, created_at, newcomer }
    Announcement { id, title, body, language, thread_id, pinned, author, published_at, edited_at }
    Appeal { id, text, state, answer, at, judged_at }
    Author { id, name, organisation, sector, country, official }
    Comment {
        id, submission_id, reply_to, stance, body, language, author, state, verdict, mine,
        created_at, edited_at,
    }
    CommentDraft { body, stance, reply_to, language, organisation }
    Counts { submissions, comments, votes, participants }
    DemoIdentity { key, name, description, token }
    Duplicate { submission, accepted, at }
    FieldError { field, code, message }
    FlagDraft { reason, note }
    Follow { kind, id }
    Limits { title_max, body_max, comment_max, links_max }
    Link { url, label }
    Me { author, roles, votes_left, follows, account, organisations; unread }
    Membership { organisation, state, role }
    Organisation { id, name, verified }
    OrganisationTally { agree, disagree, pass, support }
    Recognition { id, award, category, year, citation }
    RefreshRequest { refresh_token }
    Response {
        status, body, office, due_at, language, answer_id, author, published_at;
        heard, action, version,
    }
    Revision { version, title, body, theme, groups, links, at }
    SectorTally { agree, disagree, pass, support }
    SessionToken { access_token, token_type, expires_in, refresh_token }
    SignInProvider { id, name }
    Source { system, id }
    Submission {
        id, reference, thread_id, kind, title, body, language, theme, groups, links, author,
        status, state, state_reason, verdict, version, tally, my_vote, organisation_votes, mine,
        comments_count, response, answer_due_at, recognitions, merged_into, duplicate_of,
        duplicates, union_support, pinned, source, created_at, edited_at,
    }
    SubmissionDraft { kind, title, body, language, theme, groups, links, organisation }
    SubmissionPatch { kind, title, body, theme, groups, links }
    SubmissionRef { id, reference, title, language, thread_id }
    Tally { agree, disagree, pass, support, participants, by_sector, broad; organisations }
    TallyChange { submission_id, tally }
    TallyEvent { items }
    Term { id, name }
    Thread {
        id, slug, kind, title, summary, body, language, translations, promise, phase, opens_at,
        voting_opens_at, closes_at, voting, languages, sectors, anonymous, premoderated,
        newcomers_held, pinned, locked, counts, response, created_at;
        rules, version,
    }
    ThreadTranslation { language, title, summary, body }
    Verdict { id, action, reason, message, by, rule, at, appeal, can_appeal }
    VoteRequest { value, organisation }
    VoteResult { my_vote, tally, votes_left, organisation_votes }
    Voting { mode, budget, results, answer_at }
}

impl FromJs for Reason {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let Known(actions) = field(value, "actions", ok);
        Self {
            id: field(value, "id", ok),
            name: field(value, "name", ok),
            text: field(value, "text", ok),
            actions,
        }
    }
}

impl FromJs for Forum {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let Known(capabilities) = field(value, "capabilities", ok);
        let Known(sign_in) = field(value, "sign_in", ok);
        Self {
            name: field(value, "name", ok),
            description: field(value, "description", ok),
            languages: field(value, "languages", ok),
            default_language: field(value, "default_language", ok),
            time_zone: field(value, "time_zone", ok),
            sectors: field(value, "sectors", ok),
            countries: field(value, "countries", ok),
            themes: field(value, "themes", ok),
            groups: field(value, "groups", ok),
            kinds: field(value, "kinds", ok),
            statuses: field(value, "statuses", ok),
            limits: field(value, "limits", ok),
            capabilities,
            sign_in,
            providers: field(value, "providers", ok),
            reasons: field(value, "reasons", ok),
            offices: field(value, "offices", ok),
            answer_days: later(value, "answer_days", ok),
            demo: field(value, "demo", ok),
        }
    }
}

impl FromJs for Problem {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        Self {
            kind: field(value, "type", ok),
            title: field(value, "title", ok),
            status: field(value, "status", ok),
            detail: field(value, "detail", ok),
            errors: field(value, "errors", ok),
        }
    }
}
