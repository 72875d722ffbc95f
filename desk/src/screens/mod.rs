//! One file a screen, and the parts of the queue and of forms.

pub mod shell;

mod announcements;
mod answer;
mod answers;
mod audit;
mod awards;
mod confirm;
mod decide;
mod field;
mod filter;
mod form;
mod help;
mod in_place;
mod item;
mod keys;
mod ledger;
mod listing;
mod log;
mod menu;
mod organisation;
mod panel;
mod patterns;
mod picker;
mod preview;
mod queue;
mod reports;
mod rows;
mod sides;
mod sign_in;
mod subjects;
mod thread_form;
mod threads;
mod timeline;
mod trouble;

pub use in_place::in_place;
