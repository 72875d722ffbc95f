//! The backends that are not the REST API, by their name in the element's
//! attribute `backend`.

use std::rc::Rc;

use web_sys::HtmlElement;

use super::{Backend, host::Host};

/// The backend of that kind. The loader brings no kind that is not here.
#[must_use]
pub fn open(_kind: &str, _api: &str, element: &HtmlElement) -> Rc<dyn Backend> {
    Host::new(element.clone().into())
}
