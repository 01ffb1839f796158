//! Both databases have the same tables, and PostgreSQL keeps the accounts apart by itself.

use std::collections::BTreeSet;

use crate::everything;
use crate::world::{Kind, World, on_postgres};

/// Tables that belong to the installation.
const WITHOUT_ACCOUNT: [&str; 3] = ["installation", "nodes", "schema_versions"];

/// Tables that stand in the schema before the code that fills them.
const NOT_FILLED_YET: [&str; 16] = [
    "batches",
    "companies",
    "custom_fields",
    "entity_tags",
    "field_enums",
    "field_groups",
    "field_values",
    "lead_budgets",
    "loss_reasons",
    "notes",
    "roles",
    "tags",
    "task_types",
    "tasks",
    "terms",
    "user_groups",
];

/// Table, column, type, whether it may be null; in the order of the columns.
fn columns(world: &World) -> Vec<Vec<String>> {
    let mut columns = world.place.look(match world.kind {
        Kind::Postgres => {
            "select table_name, column_name, case data_type when 'bytea' then 'blob' else data_type end,
                case is_nullable when 'NO' then 0 else 1 end
             from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position"
        }
        // A column of a primary key is not marked as one that may not be null.
        _ => {
            "select t.name, c.name, case lower(c.type) when 'integer' then 'bigint' else lower(c.type) end,
                c.\"notnull\" = 0 and c.pk = 0
             from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' order by t.name, c.cid"
        }
    });
    columns.retain(|column| column[0] != "sequences" && !column[0].starts_with("sqlite_"));
    columns.sort_by(|a, b| a[0].cmp(&b[0]));
    columns
}

fn indexes(world: &World) -> BTreeSet<String> {
    let names = world.place.look(match world.kind {
        Kind::Postgres => {
            "select indexname from pg_indexes where schemaname = 'public'
             and indexname not in (select conname from pg_constraint)"
        }
        _ => "select name from sqlite_schema where type = 'index' and sql is not null",
    });
    names.into_iter().flatten().collect()
}

#[test]
fn both_databases_have_the_same_tables() {
    let (sqlite, Some(postgres)) = (World::new(Kind::File).unwrap(), World::new(Kind::Postgres)) else { return };
    let (here, there) = (columns(&sqlite), columns(&postgres));
    for (one, other) in here.iter().zip(&there) {
        assert_eq!(one, other);
    }
    assert_eq!(here.len(), there.len());
    let mut there = indexes(&postgres);
    assert!(there.remove("events_in_commit_order"), "the order of commits is PostgreSQL's need alone");
    assert_eq!(indexes(&sqlite), there);
}

#[test]
fn every_table_of_an_account_is_led_by_it() {
    let sqlite = World::new(Kind::File).unwrap();
    let tables = "select t.name, (select c.name from pragma_table_info(t.name) c where c.pk = 1),
            exists (select 1 from pragma_table_info(t.name) c where c.name = 'account_id')
         from sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%' order by t.name";
    let mut without = Vec::new();
    for row in sqlite.place.look(tables) {
        match row[2].as_str() {
            "1" => assert_eq!(row[1], "account_id", "the primary key of {}", row[0]),
            _ => without.push(row[0].clone()),
        }
    }
    without.retain(|table| table != "sequences");
    assert_eq!(without, WITHOUT_ACCOUNT);
}

#[test]
fn every_table_of_an_account_is_walled() {
    on_postgres(|world| {
        let tables = world.place.look(
            "select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                (select count(*) from pg_policy p where p.polrelid = c.oid),
                (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                 where i.indrelid = c.oid and i.indisprimary)
             from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname",
        );
        let (walled, open): (Vec<_>, Vec<_>) =
            tables.into_iter().partition(|table| !WITHOUT_ACCOUNT.contains(&table[0].as_str()));
        assert_eq!(open.len(), WITHOUT_ACCOUNT.len());
        for table in &walled {
            assert_eq!(table[1..], ["t", "t", "1", "account_id"], "{}", table[0]);
        }
        assert!(walled.len() > 15);
    });
}

#[test]
fn a_query_that_forgets_the_account_sees_only_its_own() {
    on_postgres(|world| {
        let (mine, theirs) = (world.account, world.another_account());
        let there = everything::make(&world.store, theirs);
        everything::make(&world.store, mine);
        let tables = world.place.look(
            "select table_name from information_schema.columns where column_name = 'account_id'
             and table_schema = 'public' order by 1",
        );
        assert!(tables.len() > 15);
        let as_store = |account: &str, sql: &str| {
            let sql = format!(
                "begin; set local role {}; set local pipewright.account = '{account}'; {sql}; rollback",
                crate::world::ROLE
            );
            world.place.look(&sql)
        };
        let filled = tables.iter().map(|row| &row[0]).filter(|table| !NOT_FILLED_YET.contains(&table.as_str()));
        for table in filled {
            let count = format!("select account_id, count(*) > 0 from {table} group by 1 order by 1");
            let both = [[mine.to_string(), "t".into()], [theirs.to_string(), "t".into()]];
            assert_eq!(world.place.look(&count), both, "{table} is filled");
            assert_eq!(as_store(&mine.to_string(), &count), both[..1], "{table}");
            assert_eq!(as_store("*", &count), both, "{table}");
            assert_eq!(as_store("", &count), Vec::<Vec<String>>::new(), "{table}");
            let change = format!(
                "with changed as (delete from {table} where account_id = {theirs} returning 1)
                 select count(*) from changed"
            );
            assert_eq!(as_store(&mine.to_string(), &change), [["0"]], "{table}");
        }
        let steal = format!(
            "begin; set local role {}; set local pipewright.account = '{mine}';
             insert into installation values ('x', 'y');
             insert into receivers values ({theirs}, 5, 'https://elsewhere/', 0)",
            crate::world::ROLE
        );
        let told = world.place.beside(&steal).unwrap_err();
        assert!(told.contains("row-level security"), "{told}");
        let lead = there.lead;
        assert_eq!(world.read(move |tx| store::leads::get(tx, lead)), None);
        assert_eq!(world.read(move |tx| store::jobs::get(tx, there.job)), None);
    });
}
