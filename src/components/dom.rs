//! Views by hand: a thin layer of DOM calls over signals.
//!
//! A view is a chain of calls on [`El`], each of which is one DOM call, and
//! what changes is a closure that reads signals and runs again when they do.
//! There is no `view!` here, because each view of it is a type of its own with
//! its own code to build, compare and erase, and the participants' wasm counts
//! bytes; nothing here is generic beyond the boxing of a closure. It also
//! never goes through `innerHTML`, which pages under Trusted Types forbid.
//!
//! Effects, listeners and keyed rows belong to the reactive [`Owner`] in which
//! they are made and go when it is cleaned up.

use std::cell::RefCell;

use crate::reactive::{Owner, effect, keep, untrack};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// One element, while it is built and afterwards as a handle to it.
#[derive(Debug, Clone)]
pub struct El(pub Element);

fn document() -> Document {
    thread_local! {
        static DOCUMENT: Option<Document> = web_sys::window().and_then(|window| window.document());
    }
    // The widget runs in pages only; a page without a document would have no
    // element to mount it on. An empty document keeps the type total.
    DOCUMENT.with(Clone::clone).unwrap_or_else(|| wasm_bindgen::JsValue::UNDEFINED.unchecked_into())
}

fn make(namespace: Option<&str>, tag: &str) -> Element {
    // Refused only for names that are no names, and ours are literals.
    document()
        .create_element_ns(namespace, tag)
        .unwrap_or_else(|_| wasm_bindgen::JsValue::UNDEFINED.unchecked_into())
}

/// A new HTML element with a class; an empty class sets none.
#[must_use]
pub fn el(tag: &str, class: &str) -> El {
    let element = make(Some("http://www.w3.org/1999/xhtml"), tag);
    if !class.is_empty() {
        element.set_class_name(class);
    }
    El(element)
}

/// A new SVG element.
#[must_use]
pub fn svg(tag: &str) -> El {
    El(make(Some(SVG), tag))
}

/// A new `div` with a class.
#[must_use]
pub fn div(class: &str) -> El {
    el("div", class)
}

/// A new `span` with a class and a text.
#[must_use]
pub fn span(class: &str, text: &str) -> El {
    el("span", class).text(text)
}

/// A new `p` with a class and a text.
#[must_use]
pub fn p(class: &str, text: &str) -> El {
    el("p", class).text(text)
}

impl El {
    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets an attribute where there is a value.
    #[must_use]
    pub fn attr_opt(self, name: &str, value: Option<&str>) -> Self {
        set(&self.0, name, value);
        self
    }

    /// Appends a text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        if !text.is_empty() {
            let _ = self.0.append_child(&document().create_text_node(text));
        }
        self
    }

    /// Appends an element.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "it reads as what it does; nothing adds up here"
    )]
    #[expect(clippy::needless_pass_by_value, reason = "an element stands in one place")]
    pub fn add(self, child: El) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Appends an element where there is one.
    #[must_use]
    pub fn add_opt(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.add(child),
            None => self,
        }
    }

    /// Appends elements in turn.
    #[must_use]
    pub fn add_all(self, children: Vec<El>) -> Self {
        children.into_iter().fold(self, Self::add)
    }

    /// Keeps an attribute as a closure says; `None` takes it away.
    #[must_use]
    pub fn attr_live(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        let element = self.0.clone();
        live(move || set(&element, name, value().as_deref()));
        self
    }

    /// Keeps the whole text of this element as a closure says.
    #[must_use]
    pub fn text_live(self, text: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        live(move || put_text(&element, &text()));
        self
    }

    /// Shows this element while a closure says so.
    #[must_use]
    pub fn show(self, shown: impl Fn() -> bool + 'static) -> Self {
        self.attr_live("hidden", move || (!shown()).then(String::new))
    }

    /// Calls a closure at each event of a name.
    #[must_use]
    pub fn on(self, name: &str, run: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, name, Box::new(run));
        self
    }

    /// Calls a closure when this is pressed, by pointer or key.
    #[must_use]
    pub fn click(self, mut run: impl FnMut() + 'static) -> Self {
        self.on("click", move |event| {
            event.prevent_default();
            run();
        })
    }

    /// Calls a closure with the text of this control as it is typed or chosen.
    #[must_use]
    pub fn input(self, mut run: impl FnMut(String) + 'static) -> Self {
        let element = self.0.clone();
        self.on("input", move |_| run(value(&element)))
    }

    /// A place for what a closure builds. It builds anew when `key` gives
    /// another text; what it reads while it builds does not count.
    #[must_use]
    pub fn swap(
        self,
        key: impl Fn() -> String + 'static,
        build: impl Fn() -> Option<El> + 'static,
    ) -> Self {
        swap(&self.0, Box::new(key), Box::new(build));
        self
    }

    /// Keeps this element's children as a list of keys says. A child is built
    /// once for its key and moves with it. This element holds nothing else.
    #[must_use]
    pub fn each(
        self,
        keys: impl Fn() -> Vec<String> + 'static,
        build: impl Fn(&str) -> El + 'static,
    ) -> Self {
        each(&self.0, Box::new(keys), Box::new(build));
        self
    }

    /// Moves the focus here; what cannot take it by itself is made able to.
    pub fn focus(&self) {
        focus(&self.0);
    }
}

/// Moves the focus to an element, once it stands in the page.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Sets or removes an attribute.
pub fn set(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Replaces the whole text of an element, unless it is the same.
pub fn put_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// One property of an element's own style, such as a bar's length. A strict
/// `style-src` allows this and not the attribute.
pub fn style(element: &Element, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.style().set_property(name, value);
    }
}

/// The text of an input, a text area or a select.
#[must_use]
pub fn value(element: &Element) -> String {
    crate::browser::get(element, "value").as_string().unwrap_or_default()
}

/// Puts a text into an input, a text area or a select.
pub fn put_value(element: &Element, text: &str) {
    if value(element) != text {
        crate::browser::set(element, "value", &text.into());
    }
}

/// Whether a check box or a radio button is chosen.
#[must_use]
pub fn checked(element: &Element) -> bool {
    crate::browser::get(element, "checked").is_truthy()
}

/// Chooses a check box or a radio button, or not.
pub fn put_checked(element: &Element, on: bool) {
    crate::browser::set(element, "checked", &on.into());
}

/// True while a syllable is being composed and the text is not what is meant.
#[must_use]
pub fn composing(event: &Event) -> bool {
    crate::browser::get(event, "isComposing").is_truthy()
}

/// True for the click that opens a link elsewhere: with a modifier or another
/// button. Such a click is the browser's.
#[must_use]
pub fn opens_elsewhere(event: &Event) -> bool {
    event.dyn_ref::<web_sys::MouseEvent>().is_some_and(|event| {
        event.ctrl_key()
            || event.meta_key()
            || event.shift_key()
            || event.alt_key()
            || event.button() != 0
    })
}

/// Runs a closure now and whenever a signal that it read has changed.
pub fn live(run: impl FnMut() + 'static) {
    effect(Box::new(run));
}

/// Listens to an event until the owner goes.
pub fn listen(target: &EventTarget, name: &str, run: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(run);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    keep(Box::new(closure));
}

fn swap(parent: &Element, key: Box<dyn Fn() -> String>, build: Box<dyn Fn() -> Option<El>>) {
    let marker: Node = document().create_comment("").into();
    let _ = parent.append_child(&marker);
    let outer = Owner::current();
    let shown = RefCell::new(None::<(String, Option<Element>, Owner)>);
    live(move || {
        let key = key();
        let mut shown = shown.borrow_mut();
        if shown.as_ref().is_some_and(|(old, ..)| *old == key) {
            return;
        }
        if let Some((_, node, owner)) = shown.take() {
            if let Some(node) = node {
                node.remove();
            }
            owner.cleanup();
        }
        let owner = child_owner(outer.as_ref());
        let node = untrack(|| owner.with(&build)).map(|node| node.0);
        if let (Some(node), Some(parent)) = (&node, marker.parent_node()) {
            let _ = parent.insert_before(node, Some(&marker));
        }
        *shown = Some((key, node, owner));
    });
}

/// One child of a keyed list.
struct Row {
    key: String,
    node: Element,
    owner: Owner,
}

fn each(parent: &Element, keys: Box<dyn Fn() -> Vec<String>>, build: Box<dyn Fn(&str) -> El>) {
    let parent = parent.clone();
    let outer = Owner::current();
    let rows = RefCell::new(Vec::<Row>::new());
    live(move || {
        let keys = keys();
        let mut rows = rows.borrow_mut();
        let mut old = std::mem::take(&mut *rows);
        for key in keys {
            let row = if let Some(index) = old.iter().position(|row| row.key == key) {
                old.swap_remove(index)
            } else {
                let owner = child_owner(outer.as_ref());
                let node = untrack(|| owner.with(|| build(&key))).0;
                Row { key, node, owner }
            };
            rows.push(row);
        }
        for row in old {
            row.node.remove();
            row.owner.cleanup();
        }
        let mut at = parent.first_element_child();
        for row in rows.iter() {
            if at.as_ref() == Some(&row.node) {
                at = row.node.next_element_sibling();
            } else {
                let _ = parent.insert_before(&row.node, at.as_deref());
            }
        }
    });
}

/// An owner that lives until it is cleaned up or `outer` is, and not only
/// until the surrounding effect runs again.
fn child_owner(outer: Option<&Owner>) -> Owner {
    match outer {
        Some(outer) => outer.with(Owner::new),
        None => Owner::new(),
    }
}

/// A view in the page; dropped, it leaves with all its effects and listeners.
pub struct Mounted {
    node: Element,
    owner: Owner,
}

/// Builds a view and puts it into a root.
#[must_use]
pub fn mount(root: &Node, build: impl FnOnce() -> El) -> Mounted {
    let owner = Owner::new();
    let node = owner.with(build).0;
    let _ = root.append_child(&node);
    Mounted { node, owner }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.node.remove();
        self.owner.cleanup();
    }
}
