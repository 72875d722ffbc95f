//! What the widget hands to a room.

use std::{cell::Cell, rc::Rc};

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;

/// The context of a room.
#[derive(Clone)]
pub(super) struct Context {
    object: JsValue,
    /// True until the first heading has taken the focus.
    focus: Rc<Cell<bool>>,
}

impl Context {
    pub(super) fn new(object: &JsValue) -> Self {
        let focus = browser::get(object, "focus").is_truthy();
        Self { object: object.clone(), focus: Rc::new(Cell::new(focus)) }
    }

    /// The whole, which has `getToken` as the element has.
    pub(super) fn object(&self) -> &JsValue {
        &self.object
    }

    /// One of its properties.
    pub(super) fn part(&self, name: &str) -> JsValue {
        browser::get(&self.object, name)
    }

    /// One of its properties that is a text.
    pub(super) fn text(&self, name: &str) -> String {
        self.part(name).as_string().unwrap_or_default()
    }

    /// Level of the room's heading in the page.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 2 to 4, and the cast saturates"
    )]
    pub(super) fn level(&self) -> u8 {
        self.part("level").as_f64().unwrap_or(2.0) as u8
    }

    /// Whether the heading that is being built takes the focus; once.
    pub(super) fn takes_focus(&self) -> bool {
        self.focus.replace(false)
    }

    fn call(&self, name: &str, values: &[JsValue]) {
        if let Ok(function) = self.part(name).dyn_into::<Function>() {
            let _ = function.apply(&self.object, &values.iter().collect::<Array>());
        }
    }

    /// Reads a text out.
    pub(super) fn say(&self, text: &str) {
        self.call("say", &[text.into(), JsValue::FALSE]);
    }

    /// Reads a text out at once.
    pub(super) fn alert(&self, text: &str) {
        self.call("say", &[text.into(), JsValue::TRUE]);
    }

    /// Goes to another view.
    pub(super) fn navigate(&self, view: &str, id: &str) {
        self.call("navigate", &[view.into(), id.into()]);
    }

    /// Tells the widget that something has changed: `me`, or `account` where
    /// that has gone.
    pub(super) fn changed(&self, kind: &str) {
        self.call("changed", &[kind.into(), JsValue::NULL]);
    }

    /// Asks the widget to sign somebody in.
    pub(super) fn sign_in(&self) {
        self.call("signIn", &[]);
    }
}
