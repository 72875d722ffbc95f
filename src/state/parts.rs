//! Parts that are modules of their own: rooms, and what moderators do in place.
//!
//! The loader brings a module when it is asked for; the part gets a place in the
//! view and a context, through which it asks the widget for a token, words and
//! steps. It ends with the view that it stands in.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, prelude::*};

use super::{App, Progress, Route, route::ROOMS};
use crate::{
    backend::BackendError,
    browser,
    reactive::{self, ArcRwSignal},
};

/// A part in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A room by its name, and what it shows.
    Room(String, String),
    /// The actions of moderators about something: its kind and id.
    Actions(&'static str, String),
}

/// A part while its view stands; it ends with it.
#[derive(Default)]
struct Slot {
    ended: bool,
    handle: Option<JsValue>,
    closures: Vec<Box<dyn std::any::Any>>,
}

struct Guard(Rc<RefCell<Slot>>);

impl Drop for Guard {
    fn drop(&mut self) {
        let (handle, closures) = {
            let mut slot = self.0.borrow_mut();
            slot.ended = true;
            (slot.handle.take(), std::mem::take(&mut slot.closures))
        };
        if let Some(handle) = handle {
            free(&handle);
        }
        drop(closures);
    }
}

/// Takes a part away.
fn free(handle: &JsValue) {
    if let Ok(free) = browser::get(handle, "free").dyn_into::<Function>() {
        let _ = free.call0(handle);
    }
}

impl App {
    /// Loads a part and puts it into `place`, which stands in the view that is
    /// being built. `progress` tells how that goes.
    pub fn open_part(self, part: Part, place: &JsValue, progress: ArcRwSignal<Progress>) {
        let slot = Rc::new(RefCell::new(Slot::default()));
        reactive::keep(Box::new(Guard(slot.clone())));
        progress.set(Progress::Busy);
        let (place, focus) = (place.clone(), self.takes_focus());
        self.spawn(async move {
            let done = self.load_part(&part, &place, focus, &slot).await;
            if !slot.borrow().ended {
                progress.set(match done {
                    Ok(()) => Progress::Done,
                    Err(error) => Progress::Failed(error),
                });
            }
        });
    }

    async fn load_part(
        self,
        part: &Part,
        place: &JsValue,
        focus: bool,
        slot: &Rc<RefCell<Slot>>,
    ) -> Result<(), BackendError> {
        let (module, mount) = match part {
            Part::Room(..) => ("rooms", "mount_room"),
            Part::Actions(..) => ("desk", "mount_actions"),
        };
        let host = self.core().host.clone();
        let element: &JsValue = host.element.as_ref();
        let lost = |_| BackendError::Offline;
        let load: Function = browser::get(element, "_part").dyn_into().map_err(lost)?;
        let loading = load.call1(element, &module.into()).map_err(lost)?;
        let loaded = browser::wait(&loading).await.map_err(lost)?;
        if slot.borrow().ended {
            return Ok(());
        }
        let context = self.context(slot);
        browser::set(&context, "messages", &browser::get(&loaded, "messages"));
        browser::set(&context, "focus", &focus.into());
        let glue = browser::get(&loaded, "glue");
        let mount: Function =
            browser::get(&glue, mount).dyn_into().map_err(|_| BackendError::Unexpected)?;
        let (first, second) = match part {
            Part::Room(name, id) => (name.as_str(), id),
            Part::Actions(kind, id) => (*kind, id),
        };
        let root: &JsValue = host.root.as_ref();
        let given: Array =
            [place, root, &context, &first.into(), &second.as_str().into()].into_iter().collect();
        let handle = mount.apply(&glue, &given).map_err(|_| BackendError::Unexpected)?;
        // The desk loads more before it stands there.
        let handle = browser::wait(&handle).await.map_err(lost)?;
        if slot.borrow().ended {
            free(&handle);
        } else {
            slot.borrow_mut().handle = Some(handle);
        }
        Ok(())
    }

    /// What a part may ask of the widget.
    fn context(self, slot: &Rc<RefCell<Slot>>) -> JsValue {
        let lang = self.i18n.lang();
        let thread = self.list.key.get_untracked();
        let api = self.api();
        let context = browser::object(&[("api", &api), ("lang", &lang), ("thread", &thread)]);
        browser::set(&context, "level", &u32::from(self.heading_level()).into());
        let element = &self.core().host.element;
        browser::set(&context, "_ask", &browser::get(element, "_ask"));
        let keep = |name: &str, value: JsValue, closure: Box<dyn std::any::Any>| {
            browser::set(&context, name, &value);
            slot.borrow_mut().closures.push(closure);
        };
        let token = Closure::<dyn Fn() -> js_sys::Promise>::new(move || {
            let answer = self.backend().token();
            wasm_bindgen_futures::future_to_promise(async move {
                Ok(answer.await.ok().flatten().map_or(JsValue::NULL, Into::into))
            })
        });
        keep("getToken", token.as_ref().clone(), Box::new(token));
        let say = Closure::<dyn Fn(String, bool)>::new(move |text: String, urgent| {
            if urgent {
                self.alert(&text);
            } else {
                self.say(&text);
            }
        });
        keep("say", say.as_ref().clone(), Box::new(say));
        let go = Closure::<dyn Fn(String, JsValue)>::new(move |view: String, id: JsValue| {
            let id = id.as_string().unwrap_or_default();
            let route = match view.as_str() {
                "submission" => Route::Submission { id },
                "edit" => Route::Compose { edit: id },
                "thread" => Route::Thread { thread: id },
                "threads" => Route::Threads,
                "back" => return self.back(),
                name if ROOMS.contains(&name) => Route::Room { name: view, id },
                _ => return,
            };
            self.go(route);
        });
        keep("navigate", go.as_ref().clone(), Box::new(go));
        let changed = Closure::<dyn Fn(String, JsValue)>::new(move |kind: String, _: JsValue| {
            match kind.as_str() {
                // Whoever it was, they are not here any more.
                "account" => self.sign_out(),
                "me" => self.person_changed(),
                _ => self.refresh(),
            }
        });
        keep("changed", changed.as_ref().clone(), Box::new(changed));
        let sign_in = Closure::<dyn Fn()>::new(move || self.as_person(|| ()));
        keep("signIn", sign_in.as_ref().clone(), Box::new(sign_in));
        context
    }
}
