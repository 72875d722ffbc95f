//! The only binary of the project.

fn main() {}
