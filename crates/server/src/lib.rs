//! The Open Forum reference server: the REST API of `contract` over any
//! `storage`, and the files of the widget.
//!
//! A request passes, from the outside in: its line in the log, CORS, headers
//! and problems, panics, compression, the choice of the forum, the route, the
//! limits of pace and the token, and then one endpoint (`api`, one file each).

#![expect(
    unreachable_pub,
    reason = "the library is there for the binary and its tests; `pub` marks what a module offers"
)]

mod api;
mod app;
mod auth;
pub mod cli;
mod config;
mod connections;
mod csv;
mod demo;
mod embed;
mod http;
mod import;
mod limit;
mod live;
mod mail;
mod metrics;
mod news;
mod openapi;
mod server;
mod sign_in;
mod sources;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod widget;
