//! What the widget uses of Leptos: its reactive graph.
//!
//! The crate `leptos` around it brings server functions, streams and a view
//! layer whose types each have code of their own. Together that was a fifth of
//! the wasm, and nothing of it is needed here: views are built by
//! [`crate::components::dom`].

pub use any_spawner::Executor;
pub use reactive_graph::{
    effect::RenderEffect,
    graph::untrack,
    owner::{LocalStorage, Owner, StoredValue},
    prelude::*,
    signal::{ArcRwSignal, ArcTrigger},
};
