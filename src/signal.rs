//! A signal of one code for all its types.
//!
//! Leptos' `RwSignal<T>` brings its storage, its guards and its graph node
//! once for each `T`, about 3 kB of wasm a type, and the widget has thirty.
//! Here the graph knows an [`ArcTrigger`] and the arena an `Rc<dyn Any>`, one
//! code each; only reading and writing the value is of the type. It is used as
//! Leptos' own is.

use std::{any::Any, cell::RefCell, fmt, marker::PhantomData, rc::Rc};

use crate::reactive::{ArcTrigger, GetValue, LocalStorage, Notify, StoredValue, Track};

/// A value that views follow. A handle that can be copied; the value goes with
/// the owner in which it was made.
pub struct RwSignal<T> {
    slot: StoredValue<Rc<dyn Any>, LocalStorage>,
    of: PhantomData<fn() -> T>,
}

struct Slot<T> {
    trigger: ArcTrigger,
    value: RefCell<T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> fmt::Debug for RwSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwSignal")
    }
}

impl<T: 'static> RwSignal<T> {
    /// A signal with a first value.
    #[must_use]
    pub fn new(value: T) -> Self {
        let slot: Rc<dyn Any> =
            Rc::new(Slot { trigger: ArcTrigger::new(), value: RefCell::new(value) });
        Self { slot: StoredValue::new_local(slot), of: PhantomData }
    }

    fn slot(self) -> Rc<Slot<T>> {
        self.slot
            .get_value()
            .downcast()
            .unwrap_or_else(|_| unreachable!("a signal's slot is of its type"))
    }

    /// Reads the value without a copy, and follows it.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        let slot = self.slot();
        slot.trigger.track();
        read(&slot.value.borrow())
    }

    /// Reads the value without a copy.
    pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.slot().value.borrow())
    }

    /// Changes the value, and tells who follows it.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let slot = self.slot();
        change(&mut slot.value.borrow_mut());
        slot.trigger.notify();
    }

    /// Sets the value, and tells who follows it.
    pub fn set(self, value: T) {
        self.update(|old| *old = value);
    }

    /// Follows the value without reading it.
    pub fn track(self) {
        self.slot().trigger.track();
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    /// The value, followed.
    #[must_use]
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value.
    #[must_use]
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}
