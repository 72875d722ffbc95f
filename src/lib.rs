//! The Open Forum widget: what `<open-forum>` does in a page.
//!
//! The element itself is a small class in `public/open-forum.js`; it loads
//! this module and hands itself over through `element::mount`. With the feature
//! `rooms` this is another module, which the widget loads when a room is opened.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod backend;
pub mod browser;
pub mod components;
#[cfg(not(feature = "rooms"))]
pub mod element;
#[cfg(not(feature = "rooms"))]
pub mod events;
pub mod i18n;
pub mod reactive;
#[cfg(feature = "rooms")]
pub mod rooms;
#[cfg(not(feature = "rooms"))]
pub mod screens;
#[cfg(not(feature = "rooms"))]
pub mod state;

/// Memory by less code than the standard library's allocator is.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
