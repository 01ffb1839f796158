//! What a process has cost so far, out of `/proc`: processor time and memory. Linux only, as the bench is.

use std::fs;

use serde_json::{Value, json};

use crate::args::Args;

// The tick of /proc/PID/stat is 1/100 s on every Linux we know; asking the system needs a C library.
const US_PER_TICK: u64 = 10_000;

/// User and system time of all threads, ended ones included, in microseconds.
pub fn cpu_us(pid: u32) -> Result<u64, String> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    cpu_ticks(&stat).map(|ticks| ticks * US_PER_TICK).ok_or_else(|| format!("{path} is not understood"))
}

fn cpu_ticks(stat: &str) -> Option<u64> {
    // The name stands in parentheses and may hold anything, so the fields are counted from its end.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// Peak resident size, and the share of memory that is this process's own now.
pub fn memory(pid: u32) -> Result<Value, String> {
    let read = |file: &str| {
        let path = format!("/proc/{pid}/{file}");
        fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))
    };
    let (status, smaps) = (read("status")?, read("smaps_rollup")?);
    Ok(json!({ "peak_rss_kib": kib(&status, "VmHWM:"), "pss_kib": kib(&smaps, "Pss:") }))
}

fn kib(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

pub fn print_memory(mut args: Args) -> Result<(), String> {
    let pid = args.required("pid")?;
    args.end()?;
    println!("{}", memory(pid)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_process_does_not_shift_its_fields() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194560 100 0 0 0 17 4 9 9 20 0 3 0 100 1 1";
        assert_eq!(cpu_ticks(stat), Some(21));
        assert_eq!(cpu_ticks("42 nothing"), None);
    }

    #[test]
    fn sizes_are_found_by_their_name() {
        let text = "VmPeak:\t  9 kB\nVmHWM:\t  1234 kB\n";
        assert_eq!(kib(text, "VmHWM:"), Some(1234));
        assert_eq!(kib(text, "Pss:"), None);
    }

    #[test]
    fn this_process_can_be_read() {
        assert!(cpu_us(std::process::id()).is_ok());
        assert!(memory(std::process::id()).unwrap()["peak_rss_kib"].as_u64() > Some(0));
    }
}
