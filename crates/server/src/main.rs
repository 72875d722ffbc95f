//! `open-forum-server`: the only binary of the project.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
