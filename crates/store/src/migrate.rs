//! Forward-only migrations, run when the database is opened, each in one transaction.

/// A migration: its number is its position, counted from 1.
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($folder:literal, $($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")) }),*]
    };
}

pub(crate) const SQLITE: &[Migration] = migrations!("sqlite", "0001_skeleton", "0002_nouns", "0006_widgets");
pub(crate) const POSTGRES: &[Migration] = migrations!("postgres", "0001_skeleton", "0002_nouns", "0006_widgets");

/// How far a database has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Number of the newest migration in the database; 0 for an empty one.
    pub found: i64,
    /// Number of the newest migration that this program knows.
    pub known: i64,
}

pub(crate) const CREATE_TABLE: &str =
    "create table if not exists schema_versions (version bigint primary key, name text not null)";
pub(crate) const READ_VERSION: &str = "select coalesce(max(version), 0) from schema_versions";
pub(crate) const NOTE_VERSION: &str = "insert into schema_versions (version, name) values (?1, ?2)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names = |list: &[Migration]| list.iter().map(|m| m.name).collect::<Vec<_>>();
        assert_eq!(names(SQLITE), names(POSTGRES));
    }
}
