//! What the rooms ask of the server.

use std::rc::Rc;

use contract::Me;
use wasm_bindgen::JsValue;

use super::context::Context;
use crate::{
    backend::{
        Answer, Backend,
        rest::Rest,
        wire::{self, FromJs, ToJs},
    },
    browser,
};

/// The server, for one room.
#[derive(Clone)]
pub(super) struct Api {
    rest: Rc<Rest>,
    base: String,
}

impl Api {
    pub(super) fn new(context: &Context) -> Self {
        let base = context.text("api").trim_end_matches('/').to_owned();
        Self { rest: Rest::new(&base, context.object().clone()), base }
    }

    /// The address of something for a link.
    pub(super) fn address(&self, path: &str) -> String {
        [&self.base, path].concat()
    }

    /// Who the person is; `None` where there is nobody.
    pub(super) fn me(&self) -> Answer<Option<Me>> {
        self.rest.me()
    }

    /// Reads something.
    pub(super) fn get<T: FromJs + 'static>(&self, path: &str) -> Answer<T> {
        self.rest.request("GET", path.to_owned(), None, "", 0)
    }

    /// Sends something.
    pub(super) fn send<B: ToJs, T: FromJs + 'static>(
        &self,
        method: &'static str,
        path: &str,
        body: &B,
    ) -> Answer<T> {
        let key = if method == "POST" { browser::random_key() } else { String::new() };
        self.rest.request(method, path.to_owned(), text(body), &key, 0)
    }

    /// Changes something that still has this version.
    pub(super) fn change<B: ToJs, T: FromJs + 'static>(
        &self,
        path: &str,
        body: &B,
        version: u32,
    ) -> Answer<T> {
        self.rest.request("PATCH", path.to_owned(), text(body), "", version)
    }

    /// Takes something away.
    pub(super) fn delete(&self, path: &str) -> Answer<()> {
        self.rest.request("DELETE", path.to_owned(), None, "", 0)
    }
}

fn text<B: ToJs>(body: &B) -> Option<JsValue> {
    wire::to_text(body).map(Into::into)
}

/// A part of a path or query, escaped.
pub(super) fn escape(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A path with those of the filters that are set, and a cursor.
pub(super) fn query(path: &str, filters: &[(&str, &str)], cursor: Option<&str>) -> String {
    let cursor = ("cursor", cursor.unwrap_or_default());
    let mut address = path.to_owned();
    let mut mark = '?';
    for (name, value) in filters.iter().chain([&cursor]).filter(|(_, value)| !value.is_empty()) {
        address.push(mark);
        address.push_str(name);
        address.push('=');
        address.push_str(&escape(value));
        mark = '&';
    }
    address
}
