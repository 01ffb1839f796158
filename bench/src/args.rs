//! The words after the subcommand: `--name value`, and a few `--name` alone. Every word must be asked for by someone.

use std::fmt::Display;
use std::str::FromStr;

use crate::wire::Stage;

const ALONE: [&str; 1] = ["hang"];

/// What is left in here when a subcommand has taken its words is a mistake of the caller; see [`Args::end`].
pub struct Args(Vec<(String, String)>);

impl Args {
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Args, String> {
        let mut args = Vec::new();
        let mut words = words;
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").ok_or_else(|| format!("expected --NAME, found `{word}`"))?;
            let value = match ALONE.contains(&name) {
                true => String::new(),
                false => words.next().ok_or_else(|| format!("--{name} wants a value"))?,
            };
            args.push((name.to_owned(), value));
        }
        Ok(Args(args))
    }

    pub fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>, String> {
        let Some(at) = self.0.iter().position(|(n, _)| n == name) else { return Ok(None) };
        let (_, value) = self.0.remove(at);
        value.parse().map(Some).map_err(|e| format!("--{name} {value}: {e}"))
    }

    pub fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("--{name} is missing"))
    }

    pub fn or<T: FromStr<Err: Display>>(&mut self, name: &str, default: T) -> Result<T, String> {
        Ok(self.optional(name)?.unwrap_or(default))
    }

    pub fn alone(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(n, _)| n != name);
        self.0.len() < before
    }

    pub fn every<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Vec<T>, String> {
        let mut values = Vec::new();
        while let Some(value) = self.optional(name)? {
            values.push(value);
        }
        Ok(values)
    }

    /// Refuses words nobody asked for: a misspelt `--seconds` would otherwise give a figure of another length.
    pub fn end(self) -> Result<(), String> {
        match self.0.first() {
            Some((name, _)) => Err(format!("--{name} is not known here")),
            None => Ok(()),
        }
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(text: &str) -> Result<Stage, String> {
        let (pipeline, stage) = text.split_once(':').ok_or("expected PIPELINE:STAGE")?;
        let number = |part: &str| part.parse().map_err(|e| format!("`{part}`: {e}"));
        Ok(Stage { pipeline: number(pipeline)?, stage: number(stage)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &str) -> Args {
        Args::parse(words.split_whitespace().map(str::to_owned)).unwrap()
    }

    #[test]
    fn words_are_taken_once_and_none_is_overlooked() {
        let mut given = args("--trigger 1:2 --hang --trigger 3:4 --secnds 5");
        let triggers: Vec<Stage> = given.every("trigger").unwrap();
        assert_eq!(triggers, [Stage { pipeline: 1, stage: 2 }, Stage { pipeline: 3, stage: 4 }]);
        assert!(given.alone("hang"));
        assert_eq!(given.or("seconds", 7), Ok(7));
        assert_eq!(given.end(), Err("--secnds is not known here".to_owned()));
    }

    #[test]
    fn a_word_without_its_value_is_refused() {
        assert!(Args::parse(["--seconds".to_owned()].into_iter()).is_err());
        assert!(Args::parse(["seconds".to_owned()].into_iter()).is_err());
        assert!(args("--a 12").required::<Stage>("a").is_err());
    }
}
