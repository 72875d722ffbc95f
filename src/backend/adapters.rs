//! The backends that are not the REST API, by their name in the element's
//! attribute `backend`.

use std::rc::Rc;

use web_sys::HtmlElement;

use super::{Backend, host::Host, postgrest::PostgRest};

/// The backend of that kind. The loader brings no kind that is not here.
#[must_use]
pub fn open(kind: &str, api: &str, element: &HtmlElement) -> Rc<dyn Backend> {
    match kind {
        "postgrest" => PostgRest::new(api, element),
        _ => Host::new(element.clone().into()),
    }
}
