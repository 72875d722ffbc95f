//! The Open Forum widget: what `<open-forum>` does in a page.
//!
//! The element itself is a small class in `public/open-forum.js`; it loads
//! this module and hands itself over through [`element::mount`].
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod backend;
pub mod browser;
pub mod components;
pub mod element;
pub mod events;
pub mod i18n;
pub mod reactive;
pub mod screens;
pub mod state;
