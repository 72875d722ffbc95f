//! A native dialog, for what must not happen by accident.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::{
    Do,
    dom::{El, div, el},
    timing::soon,
};

/// A dialog that opens as soon as it stands in the page. However it closes,
/// the focus goes back to where it was and `on_close` is called.
#[must_use]
pub fn dialog(title: &str, inside: El, actions: Vec<El>, on_close: &Do<()>) -> El {
    let on_close = on_close.clone();
    let dialog = el("dialog", "dialog")
        .attr("aria-labelledby", "of-dialog")
        .add(
            div("stack")
                .add(el("h2", "section-title").attr("id", "of-dialog").text(title))
                .add(inside)
                .add(div("dialog-actions").add_all(actions)),
        )
        .on("close", move |_| on_close(()));
    soon(&dialog.0, |dialog| {
        if let Some(dialog) = dialog.dyn_ref::<HtmlDialogElement>() {
            let _ = dialog.show_modal();
        }
    });
    dialog
}

/// Closes the dialog in which an element stands.
#[must_use]
pub fn closer(dialog: &El) -> Do<()> {
    let dialog = dialog.0.clone();
    Rc::new(move |()| {
        if let Some(dialog) = dialog.dyn_ref::<HtmlDialogElement>() {
            dialog.close();
        }
    })
}
