//! What the keys do, and the switch that turns them off.

use leptos::{html, prelude::*};

use super::shell::is_checked;
use crate::{i18n::Key, state::Desk};

/// The dialog, closed until somebody asks for it.
pub(super) fn dialog(desk: Desk) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = desk.prefs.help.get();
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let row = |keys: &[&str], key: Key| {
        let keys: Vec<AnyView> =
            keys.iter().map(|key| view! { <kbd>{(*key).to_owned()}</kbd>" " }.into_any()).collect();
        view! { <div><dt>{keys}</dt><dd>{desk.t(key)}</dd></div> }.into_any()
    };
    let rows = vec![
        row(&["J", "↓"], Key::HelpNext),
        row(&["K", "↑"], Key::HelpPrevious),
        row(&["A"], Key::HelpApprove),
        row(&["E"], Key::HelpEdit),
        row(&["M"], Key::HelpMerge),
        row(&["R"], Key::HelpReject),
        row(&["G"], Key::HelpRefer),
        row(&["U"], Key::HelpUndo),
        row(&["X"], Key::HelpChoose),
        row(&["N"], Key::HelpNote),
        row(&["Z"], Key::HelpAlone),
        row(&["/"], Key::HelpFind),
        row(&["1", "…", "5"], Key::HelpTabs),
        row(&["?"], Key::HelpHelp),
        row(&["Esc"], Key::HelpEscape),
    ];
    view! {
        <dialog class="dialog" aria-labelledby="help-title" node_ref=node on:close=move |_| desk.show_help(false)>
            <div class="stack">
                <h2 class="section-title" id="help-title">{desk.t(Key::HelpTitle)}</h2>
                <label class="check">
                    <input type="checkbox" prop:checked=move || desk.prefs.shortcuts.get()
                        on:change=move |event| desk.prefs.set_shortcuts(is_checked(&event)) />
                    <span>{desk.t(Key::HelpSwitch)}</span>
                </label>
                <p class="hint">{desk.t(Key::HelpText)}</p>
                <dl class="dk-keys">{rows}</dl>
                <div class="dialog-actions">
                    <button type="button" class="btn btn-primary" on:click=move |_| desk.show_help(false)>{desk.t(Key::ActionClose)}</button>
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
