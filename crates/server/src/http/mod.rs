//! What every answer has in common: problems, bodies, queries, conditions,
//! headers and the line in the log.

pub mod answer;
pub mod body;
pub mod cors;
pub mod headers;
pub mod held;
pub mod log;
pub mod problem;
pub mod query;
pub mod write;
