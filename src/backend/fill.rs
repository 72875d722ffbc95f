//! Shapes of which a backend knows a part: what is absent stands as
//! `shapes.json` says, so that an adapter hands over what it has.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    BackendError,
    wire::{FromJs, read},
};
use crate::browser;

thread_local! {
    static SHAPES: JsValue =
        JSON::parse(include_str!("shapes.json")).unwrap_or(JsValue::UNDEFINED);
}

/// A shape of the contract from the fields that a backend has. `shape` is its
/// name in `shapes.json`.
pub(super) fn shape<T: FromJs>(shape: &str, value: &JsValue) -> Result<T, BackendError> {
    read(&fill(shape, value))
}

/// A page of such shapes: `{items, next_cursor, total}`, or a list alone.
pub(super) fn page<T: FromJs>(
    shape: &str,
    value: &JsValue,
) -> Result<contract::Page<T>, BackendError> {
    let listed = if Array::is_array(value) { value.clone() } else { browser::get(value, "items") };
    let items = listed.dyn_into::<Array>().map_err(|_| BackendError::Unexpected)?;
    let filled = Object::new().into();
    let fill_one = &mut |item: JsValue, _: u32, _: Array| fill(shape, &item);
    browser::set(&filled, "items", &items.map(fill_one));
    for name in ["next_cursor", "total"] {
        browser::set(&filled, name, &browser::get(value, name));
    }
    read(&filled)
}

/// A value with what it lacks of a shape, and nothing else. What is no object
/// stays as it is.
pub(super) fn fill(shape: &str, value: &JsValue) -> JsValue {
    let known = SHAPES.with(|shapes| browser::get(shapes, shape));
    let (Some(known), true) = (known.dyn_ref::<Object>(), is_plain(value)) else {
        return value.clone();
    };
    let filled: JsValue = Object::assign(&Object::new(), value.unchecked_ref()).into();
    for name in Object::keys(known).iter().filter_map(|name| name.as_string()) {
        let mut part = browser::get(value, &name);
        if part.is_undefined() {
            part = browser::get(known, &name);
        }
        browser::set(&filled, &name, &fill(&name, &part));
    }
    if shape == "thread" && browser::get(value, "slug").is_undefined() {
        browser::set(&filled, "slug", &browser::get(value, "id"));
    }
    if shape == "tally" && browser::get(value, "participants").is_undefined() {
        let votes = ["agree", "disagree", "pass", "support"];
        let all = votes.iter().filter_map(|name| browser::get(&filled, name).as_f64()).sum::<f64>();
        browser::set(&filled, "participants", &all.into());
    }
    filled
}

fn is_plain(value: &JsValue) -> bool {
    value.is_object() && !Array::is_array(value)
}
