//! Waiting until somebody stops typing, and until a view stands in the page.

use std::{cell::Cell, rc::Rc};

use crate::reactive::keep;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::dom;
use crate::browser;

/// Runs only the last of what it is given, once it has been quiet for a while;
/// nothing after the surrounding owner has gone.
#[derive(Debug, Clone)]
pub struct Debounce(Rc<Cell<u32>>);

/// Makes every pending run stale when the owner drops it.
struct Stop(Rc<Cell<u32>>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.set(self.0.get().wrapping_add(1));
    }
}

impl Debounce {
    /// Nothing is pending.
    #[must_use]
    pub fn new() -> Self {
        let latest = Rc::new(Cell::new(0));
        keep(Box::new(Stop(latest.clone())));
        Self(latest)
    }

    /// Runs `then` after `ms`, unless something newer comes before.
    pub fn run(&self, ms: i32, then: impl FnOnce() + 'static) {
        let latest = self.0.clone();
        let mine = latest.get().wrapping_add(1);
        latest.set(mine);
        let then: Box<dyn FnOnce()> = Box::new(then);
        spawn_local(async move {
            browser::sleep(ms).await;
            if latest.get() == mine {
                then();
            }
        });
    }
}

impl Default for Debounce {
    fn default() -> Self {
        Self::new()
    }
}

/// Does something with an element once what is being built stands in the page.
pub fn soon(element: &Element, then: impl FnOnce(&Element) + 'static) {
    let element = element.clone();
    let then: Box<dyn FnOnce(&Element)> = Box::new(then);
    spawn_local(async move { then(&element) });
}

/// Moves the focus to an element once it stands in the page.
pub fn focus_soon(element: &Element) {
    soon(element, dom::focus);
}
