//! One file a screen, and the parts of the queue.

pub mod shell;

mod audit;
mod decide;
mod filter;
mod help;
mod in_place;
mod item;
mod keys;
mod log;
mod organisation;
mod panel;
mod patterns;
mod queue;
mod reports;
mod rows;
mod sides;
mod sign_in;
mod timeline;

pub use in_place::in_place;
