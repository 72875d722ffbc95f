//! Everything that the widget tells its page: events on the element, and the
//! two live regions beside its shadow root.

use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, ShadowRoot};

use crate::browser;

/// What happened. Each is an event `open-forum:{name}` that bubbles and leaves
/// the shadow root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening<'a> {
    /// The widget stands in the page and can be used.
    Ready,
    /// The backend counted a vote (`detail`: `submission`, `value`; empty when
    /// it was taken back).
    Vote {
        /// Id of the submission.
        submission: &'a str,
        /// The vote's word.
        value: &'a str,
    },
    /// The backend took a submission (`detail`: `id`, `reference`, `state`).
    Submission {
        /// Id.
        id: &'a str,
        /// The number that can be read out.
        reference: &'a str,
        /// `published` or `pending`.
        state: &'a str,
    },
    /// The backend took a comment (`detail`: `id`, `submission`).
    Comment {
        /// Id.
        id: &'a str,
        /// Id of the submission.
        submission: &'a str,
    },
    /// Something did not work (`detail`: `code`).
    Error {
        /// A stable code.
        code: &'a str,
    },
    /// Another view is shown (`detail`: `view`, `id`).
    Navigate {
        /// `threads`, `thread`, `submission` or `compose`.
        view: &'a str,
        /// The thread or submission, where the view has one.
        id: &'a str,
    },
    /// An action needs a person and there is none. Cancelable: a page that
    /// cancels it opens its own login.
    SignInRequested,
}

impl Happening<'_> {
    fn parts(&self) -> (&'static str, [(&'static str, &str); 3]) {
        const NO: (&str, &str) = ("", "");
        match self {
            Self::Ready => ("ready", [NO; 3]),
            Self::Vote { submission, value } => {
                ("vote", [("submission", submission), ("value", value), NO])
            }
            Self::Submission { id, reference, state } => {
                ("submission", [("id", id), ("reference", reference), ("state", state)])
            }
            Self::Comment { id, submission } => {
                ("comment", [("id", id), ("submission", submission), NO])
            }
            Self::Error { code } => ("error", [("code", code), NO, NO]),
            Self::Navigate { view, id } => ("navigate", [("view", view), ("id", id), NO]),
            Self::SignInRequested => ("sign-in-requested", [NO; 3]),
        }
    }
}

/// The element in the page, its shadow root and its live regions.
#[derive(Debug, Clone)]
pub struct Host {
    /// `<open-forum>`.
    pub element: HtmlElement,
    /// Its open shadow root.
    pub root: ShadowRoot,
}

impl Host {
    /// Tells the page; false where a listener cancelled.
    #[must_use]
    pub fn tell(&self, happening: &Happening<'_>) -> bool {
        let (name, pairs) = happening.parts();
        let used: Vec<_> = pairs.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(*happening == Happening::SignInRequested);
        init.set_detail(&browser::object(&used));
        CustomEvent::new_with_event_init_dict(&["open-forum:", name].concat(), &init)
            .ok()
            .and_then(|event| self.element.dispatch_event(&event).ok())
            .unwrap_or(true)
    }

    /// Lets the loader listen to a thread by the address of its events; an
    /// empty one ends that.
    pub fn listen(&self, address: &str) {
        if let Ok(listen) = self.property("_listen").dyn_into::<Function>() {
            let _ = listen.call1(&self.element, &address.into());
        }
    }

    /// Reads a text out when the screen reader next pauses.
    pub fn say(&self, text: &str) {
        self.write("status", text);
    }

    /// Reads a text out at once.
    pub fn alert(&self, text: &str) {
        self.write("alert", text);
    }

    /// The loader made the regions, as light-DOM children that were empty when
    /// the element came into the page.
    fn write(&self, role: &str, text: &str) {
        let children = self.element.children();
        for index in 0..children.length() {
            let Some(child) = children.item(index) else { continue };
            if child.get_attribute("role").as_deref() == Some(role) {
                // The same text twice in a row must be a change to be read.
                let again = child.text_content().as_deref() == Some(text);
                let mark = if again { "\u{a0}" } else { "" };
                child.set_text_content(Some(&[text, mark].concat()));
                return;
            }
        }
    }

    /// The token attribute or property of the element.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.element.get_attribute(name)
    }

    /// A property of the element that the page may have set.
    #[must_use]
    pub fn property(&self, name: &str) -> JsValue {
        browser::get(self.element.as_ref(), name)
    }
}
