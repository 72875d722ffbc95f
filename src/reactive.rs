//! Signals, effects and owners: what Leptos' reactive graph does, for one
//! thread.
//!
//! `reactive_graph` is made for many threads, many arenas and typed nodes; in
//! the participants' wasm it cost 22 kB in brotli, a sixth of all that they
//! may load (docs/decisions). The names and the meaning of what is here are
//! Leptos' own, so that a reader of Leptos knows it, and it could be put back.
//!
//! - A signal is read within an effect, which then runs again when the signal
//!   changes: in a microtask, once however often it changed, earlier effects
//!   before later ones.
//! - What is made within an owner goes when the owner is cleaned up: effects,
//!   listeners, and the owners made within it. An effect owns what is made
//!   while it runs until it runs again.
//! - State lives as long as the page: a widget's is used again by the next
//!   widget ([`crate::state::App`]), so a signal is no more than an address.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    ops::Deref,
    rc::{Rc, Weak},
};

thread_local! {
    static OWNER: RefCell<Option<Owner>> = const { RefCell::new(None) };
    static OBSERVER: RefCell<Option<Rc<Effect>>> = const { RefCell::new(None) };
    /// Effects that will run, in the order in which they were made.
    static QUEUE: RefCell<Vec<Weak<Effect>>> = const { RefCell::new(Vec::new()) };
    /// True from the first that is queued until none is left.
    static AWAKE: Cell<bool> = const { Cell::new(false) };
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Who keeps effects and listeners.
#[derive(Clone, Default)]
pub struct Owner(Rc<Kept>);

#[derive(Default)]
struct Kept {
    things: RefCell<Vec<Box<dyn Any>>>,
    inner: RefCell<Vec<Weak<Kept>>>,
}

impl Kept {
    fn cleanup(&self) {
        // Taken out first: what goes may look at its owner.
        let inner = self.inner.take();
        for owner in inner.iter().filter_map(Weak::upgrade) {
            owner.cleanup();
        }
        drop(self.things.take());
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.cleanup();
    }
}

impl Owner {
    /// A new owner, within the present one if there is one.
    #[must_use]
    pub fn new() -> Self {
        let new = Self::default();
        if let Some(present) = Self::current() {
            let mut inner = present.0.inner.borrow_mut();
            inner.retain(|owner| owner.strong_count() > 0);
            inner.push(Rc::downgrade(&new.0));
        }
        new
    }

    /// The present owner.
    #[must_use]
    pub fn current() -> Option<Self> {
        OWNER.with_borrow(Clone::clone)
    }

    /// Does something as what is made by this owner.
    pub fn with<T>(&self, make: impl FnOnce() -> T) -> T {
        let before = OWNER.replace(Some(self.clone()));
        let thing = make();
        OWNER.set(before);
        thing
    }

    /// Lets go of everything that was made within this owner.
    pub fn cleanup(&self) {
        self.0.cleanup();
    }
}

/// Keeps something until the present owner is cleaned up.
pub fn keep(thing: Box<dyn Any>) {
    if let Some(owner) = Owner::current() {
        owner.0.things.borrow_mut().push(thing);
    }
}

/// Something that runs again when a signal that it read changes.
struct Effect {
    number: u32,
    run: RefCell<Box<dyn FnMut()>>,
    owner: Owner,
    /// What it read when it ran last.
    sources: RefCell<Vec<Rc<Readers>>>,
    queued: Cell<bool>,
}

impl Effect {
    fn run(self: &Rc<Self>) {
        for source in self.sources.take() {
            source.0.borrow_mut().retain(|reader| !std::ptr::eq(reader.as_ptr(), Rc::as_ptr(self)));
        }
        self.owner.cleanup();
        let observer = OBSERVER.replace(Some(self.clone()));
        self.owner.with(|| (self.run.borrow_mut())());
        OBSERVER.set(observer);
    }
}

/// Runs a closure now and whenever something that it read has changed, until
/// the present owner is cleaned up.
pub fn effect(run: Box<dyn FnMut()>) {
    let number = COUNT.get().wrapping_add(1);
    COUNT.set(number);
    let effect = Rc::new(Effect {
        number,
        run: RefCell::new(run),
        owner: Owner::new(),
        sources: RefCell::default(),
        queued: Cell::new(false),
    });
    effect.run();
    keep(Box::new(effect));
}

/// Does something without following what it reads.
pub fn untrack<T>(read: impl FnOnce() -> T) -> T {
    let observer = OBSERVER.take();
    let answer = read();
    OBSERVER.set(observer);
    answer
}

/// Which effects read something.
#[derive(Default)]
struct Readers(RefCell<Vec<Weak<Effect>>>);

fn track(readers: &Rc<Readers>) {
    let Some(observer) = OBSERVER.with_borrow(Clone::clone) else { return };
    let mut sources = observer.sources.borrow_mut();
    if !sources.iter().any(|source| Rc::ptr_eq(source, readers)) {
        sources.push(readers.clone());
        readers.0.borrow_mut().push(Rc::downgrade(&observer));
    }
}

fn notify(readers: &Readers) {
    for reader in readers.0.borrow().iter() {
        let Some(effect) = reader.upgrade().filter(|effect| !effect.queued.replace(true)) else {
            continue;
        };
        QUEUE.with_borrow_mut(|queue| {
            // An outer effect was made before the inner ones that it will end.
            let later = |other: &Weak<Effect>| {
                other.upgrade().is_some_and(|other| other.number > effect.number)
            };
            let at = queue.iter().position(later).unwrap_or(queue.len());
            queue.insert(at, reader.clone());
        });
        if !AWAKE.replace(true) {
            wasm_bindgen_futures::spawn_local(async { run_queue() });
        }
    }
}

/// Runs what is queued, and what that changes.
fn run_queue() {
    loop {
        let next = QUEUE.with_borrow_mut(|queue| (!queue.is_empty()).then(|| queue.remove(0)));
        let Some(next) = next else { break };
        if let Some(effect) = next.upgrade() {
            effect.queued.set(false);
            effect.run();
        }
    }
    AWAKE.set(false);
}

/// A value and who follows it.
pub struct Slot<T> {
    readers: Rc<Readers>,
    value: RefCell<T>,
}

impl<T> Slot<T> {
    fn make(value: T) -> Self {
        Self { readers: Rc::default(), value: RefCell::new(value) }
    }

    /// Follows the value without reading it.
    pub fn track(&self) {
        track(&self.readers);
    }

    /// Reads the value without a copy, and follows it.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.track();
        read(&self.value.borrow())
    }

    /// Reads the value without a copy.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.value.borrow())
    }

    /// Changes the value, and tells who follows it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        notify(&self.readers);
    }

    /// Sets the value, and tells who follows it.
    pub fn set(&self, value: T) {
        drop(self.value.replace(value));
        notify(&self.readers);
    }
}

impl<T: Clone> Slot<T> {
    /// The value, followed.
    pub fn get(&self) -> T {
        self.track();
        self.value.borrow().clone()
    }

    /// The value.
    pub fn get_untracked(&self) -> T {
        self.value.borrow().clone()
    }
}

/// A signal of a widget's state: an address, for as long as the page lives.
pub struct RwSignal<T: 'static>(&'static Slot<T>);

impl<T> RwSignal<T> {
    /// A signal with a first value. It is never freed: only the state of a
    /// widget, which is used again, holds signals.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Box::leak(Box::new(Slot::make(value))))
    }
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> Deref for RwSignal<T> {
    type Target = Slot<T>;

    fn deref(&self) -> &Slot<T> {
        self.0
    }
}

/// A signal that goes with its last handle.
pub struct ArcRwSignal<T>(Rc<Slot<T>>);

impl<T> ArcRwSignal<T> {
    /// A signal with a first value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Rc::new(Slot::make(value)))
    }
}

impl<T: Default> Default for ArcRwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for ArcRwSignal<T> {
    type Target = Slot<T>;

    fn deref(&self) -> &Slot<T> {
        &self.0
    }
}

/// A value of a widget's state that nobody follows.
pub struct StoredValue<T: 'static>(&'static RefCell<T>);

impl<T> StoredValue<T> {
    /// Holds a first value, as long as [`RwSignal::new`] does.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Box::leak(Box::new(RefCell::new(value))))
    }

    /// Reads the value without a copy.
    pub fn with_value<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.0.borrow())
    }

    /// Changes the value.
    pub fn update_value<U>(self, change: impl FnOnce(&mut T) -> U) -> U {
        change(&mut self.0.borrow_mut())
    }

    /// Sets the value.
    pub fn set_value(self, value: T) {
        drop(self.0.replace(value));
    }
}

impl<T: Clone> StoredValue<T> {
    /// The value.
    #[must_use]
    pub fn get_value(self) -> T {
        self.0.borrow().clone()
    }
}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Queued effects stay queued until `turn` runs them: there is no browser
    /// here to wake.
    fn asleep() {
        AWAKE.set(true);
    }

    fn turn() {
        run_queue();
        asleep();
    }

    fn count(of: RwSignal<u32>) -> (Owner, Rc<RefCell<Vec<u32>>>) {
        asleep();
        let (owner, seen) = (Owner::new(), Rc::<RefCell<Vec<u32>>>::default());
        let saw = seen.clone();
        owner.with(|| effect(Box::new(move || saw.borrow_mut().push(of.get()))));
        (owner, seen)
    }

    #[test]
    fn an_effect_runs_at_once_and_once_for_many_changes() {
        let signal = RwSignal::new(1);
        let (_owner, seen) = count(signal);
        signal.set(2);
        signal.update(|value| *value += 1);
        assert_eq!(*seen.borrow(), [1]);
        turn();
        assert_eq!(*seen.borrow(), [1, 3]);
        turn();
        assert_eq!(*seen.borrow(), [1, 3]);
    }

    #[test]
    fn nothing_runs_after_its_owner_has_gone() {
        let signal = RwSignal::new(1);
        let (owner, seen) = count(signal);
        signal.set(2);
        owner.cleanup();
        turn();
        assert_eq!(*seen.borrow(), [1]);
        let (owner, seen) = count(signal);
        drop(owner);
        signal.set(3);
        turn();
        assert_eq!(*seen.borrow(), [2]);
    }

    #[test]
    fn an_outer_effect_ends_the_inner_ones_before_they_run() {
        asleep();
        let (owner, signal) = (Owner::new(), RwSignal::new(1));
        let seen = Rc::<RefCell<Vec<&str>>>::default();
        let saw = seen.clone();
        owner.with(|| {
            effect(Box::new(move || {
                signal.track();
                saw.borrow_mut().push("outer");
                let saw = saw.clone();
                effect(Box::new(move || {
                    signal.track();
                    saw.borrow_mut().push("inner");
                }));
            }));
        });
        signal.set(2);
        turn();
        assert_eq!(*seen.borrow(), ["outer", "inner", "outer", "inner"]);
    }

    #[test]
    fn what_is_read_untracked_or_no_more_is_not_followed() {
        asleep();
        let (owner, which, other, quiet) =
            (Owner::new(), RwSignal::new(true), RwSignal::new(1), RwSignal::new(1));
        let runs = Rc::new(Cell::new(0));
        let ran = runs.clone();
        owner.with(|| {
            effect(Box::new(move || {
                ran.set(ran.get() + 1);
                untrack(|| quiet.get());
                if which.get() {
                    other.track();
                }
            }));
        });
        quiet.set(2);
        turn();
        assert_eq!(runs.get(), 1);
        which.set(false);
        turn();
        other.set(2);
        turn();
        assert_eq!(runs.get(), 2);
    }

    #[test]
    fn an_effect_that_changes_what_it_reads_runs_until_it_does_not() {
        asleep();
        let (owner, signal) = (Owner::new(), RwSignal::new(0));
        owner.with(|| {
            effect(Box::new(move || {
                let value = signal.get();
                if value < 3 {
                    signal.set(value + 1);
                }
            }));
        });
        turn();
        assert_eq!(signal.get_untracked(), 3);
    }
}
