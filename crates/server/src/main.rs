//! The binary: everything is in the library, so that tests and the simulator drive the very same parts.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
