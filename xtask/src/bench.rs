//! Workloads beside the reference pipeline.

/// Placeholder with the final signature.
pub fn run(_args: &[String]) -> Result<(), String> {
    Err("not there yet".into())
}
