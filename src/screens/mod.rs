//! The views of the widget, one file each, and what stands around them.
//!
//! Architecture invariant: a screen reads `state` and is built of
//! `components`; it never calls a backend.

mod about;
mod ballot;
mod comments;
mod compose;
mod deeds;
mod languages;
mod list;
mod remarks;
mod report;
mod rooms;
mod sent;
mod shell;
mod steps;
mod submission;
mod thread;
mod threads;
mod words;

pub use shell::root;
