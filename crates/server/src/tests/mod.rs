//! What holds for all endpoints together. What one endpoint does is tested in
//! its own file.

mod access;
mod anonymous;
mod answers;
mod appeals;
mod bad_input;
mod concurrency;
mod conditions;
mod demonstration;
mod events;
mod faults;
mod forums;
mod hidden_results;
mod hostile;
mod naughty_strings;
mod pace;
mod providers;
mod published_document;
mod table;
mod tokens;
mod transport;
