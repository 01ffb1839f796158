//! The command line, and the ways in which a command ends early.

use std::collections::BTreeMap;

/// Why a command stopped. Decides the exit code: 2 for `Usage`, 1 for the rest.
#[derive(Debug, PartialEq)]
pub enum Stop {
    Usage(String),
    Failed(String),
    /// Failures that the summary line has counted already; nothing may be printed after it.
    Counted,
}

impl From<String> for Stop {
    fn from(message: String) -> Stop {
        Stop::Failed(message)
    }
}

/// What may be left out of `cargo x test` on a machine that cannot have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Postgres,
    Browser,
}

impl Need {
    pub fn name(self) -> &'static str {
        match self {
            Need::Postgres => "postgres",
            Need::Browser => "browser",
        }
    }
}

/// Options given to one command; each at most once, each known to it.
#[derive(Debug, Default)]
pub struct Options {
    given: BTreeMap<String, String>,
}

impl Options {
    pub fn parse(command: &str, args: &[String], flags: &[&str], values: &[&str]) -> Result<Options, Stop> {
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let (name, attached) = match arg.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (arg.as_str(), None),
            };
            let value = if values.contains(&name) {
                attached
                    .or_else(|| args.next().cloned())
                    .ok_or_else(|| Stop::Usage(format!("`{name}` expects a value")))?
            } else if flags.contains(&name) && attached.is_none() {
                String::new()
            } else {
                return Err(unknown(command, arg, flags, values));
            };
            if options.given.insert(name.to_owned(), value).is_some() {
                return Err(Stop::Usage(format!("`{name}` is given twice")));
            }
        }
        Ok(options)
    }

    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    pub fn number(&self, name: &str, default: u64) -> Result<u64, Stop> {
        match self.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| Stop::Usage(format!("`{name}` expects a number, not `{text}`"))),
        }
    }

    /// `--without postgres,browser`: in the order of `Need`, each once.
    pub fn without(&self) -> Result<Vec<Need>, Stop> {
        let mut left_out = Vec::new();
        for word in self.get("--without").unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
        {
            left_out.push(match word {
                "postgres" => Need::Postgres,
                "browser" => Need::Browser,
                _ => return Err(Stop::Usage(format!("`--without` knows postgres and browser, not `{word}`"))),
            });
        }
        left_out.sort();
        left_out.dedup();
        Ok(left_out)
    }
}

fn unknown(command: &str, arg: &str, flags: &[&str], values: &[&str]) -> Stop {
    let known: Vec<&str> = flags.iter().chain(values).copied().collect();
    Stop::Usage(match known.as_slice() {
        [] => format!("`{command}` takes no options, but got `{arg}`"),
        known => format!("`{command}` does not know `{arg}`; it knows {}", known.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, Stop> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse("test", &args, &["--no-web"], &["--kills", "--without"])
    }

    #[track_caller]
    fn refused(line: &str, expected: &str) {
        assert_eq!(parse(line).err(), Some(Stop::Usage(expected.into())), "{line}");
    }

    #[test]
    fn options_come_in_both_spellings() {
        assert_eq!(parse("--kills 7").unwrap().number("--kills", 10), Ok(7));
        assert_eq!(parse("--kills=7").unwrap().number("--kills", 10), Ok(7));
        assert_eq!(parse("").unwrap().number("--kills", 10), Ok(10));
        assert!(parse("--no-web").unwrap().has("--no-web"));
    }

    #[test]
    fn wrong_usage_is_named() {
        refused("--kill 7", "`test` does not know `--kill`; it knows --no-web, --kills, --without");
        refused("--kills", "`--kills` expects a value");
        refused("--kills 1 --kills 2", "`--kills` is given twice");
        refused("--no-web=1", "`test` does not know `--no-web=1`; it knows --no-web, --kills, --without");
        let many = parse("--kills many").unwrap().number("--kills", 10);
        assert_eq!(many, Err(Stop::Usage("`--kills` expects a number, not `many`".into())));
    }

    #[test]
    fn what_is_left_out_is_sorted_and_known() {
        assert_eq!(
            parse("--without browser,postgres,browser").unwrap().without(),
            Ok(vec![Need::Postgres, Need::Browser])
        );
        assert_eq!(parse("").unwrap().without(), Ok(vec![]));
        assert!(parse("--without node").unwrap().without().is_err());
    }
}
