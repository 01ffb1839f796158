-- The log is everybody's: an event happens to an entity (lead, contact, company, customer), and may be about something.
drop index events_by_lead;
alter table events rename column lead_id to entity_id;
alter table events add column entity integer not null default 2;
alter table events add column subject integer; -- The field, tag, task, note or linked entity that the event is about.
create index events_by_entity on events (account_id, entity, entity_id, id);

alter table accounts add column settings text not null default '{}';

alter table users add column language text not null default '';
alter table users add column is_active integer not null default 1;
alter table users add column is_free integer not null default 0;
alter table users add column group_id integer not null default 0;
alter table users add column role_id integer;
alter table users add column rights text not null default '{}';

alter table leads add column company_id integer;
alter table leads add column source_id integer;
alter table leads add column labor_cost integer;
create index leads_by_company on leads (account_id, company_id, id) where company_id is not null;
create index leads_in_bin on leads (account_id, id) where deleted_at is not null;
create index leads_by_responsible on leads (account_id, responsible_id, id) where deleted_at is null;
create index leads_by_creation on leads (account_id, created_at, id) where deleted_at is null;

alter table contacts add column company_id integer;
create index contacts_by_company on contacts (account_id, company_id, id) where company_id is not null;
create index contacts_in_bin on contacts (account_id, id) where deleted_at is not null;
create index contacts_by_responsible on contacts (account_id, responsible_id, id) where deleted_at is null;

-- What an action came to: JSON with warnings, what it made, or why it could not. `batch_id`: applied to existing leads.
alter table runs add column outcome text;
alter table runs add column batch_id integer;
create index runs_by_batch on runs (account_id, batch_id, id) where batch_id is not null;

-- Jobs of kind 1 are actions, carried out here; all others are deliveries. Neither stands in the other's way.
drop index jobs_due;
create index jobs_due on jobs (due, account_id, id) where state = 0 and blocked_by is null and kind <> 1;
create index jobs_actions on jobs (due, account_id, id) where state = 0 and blocked_by is null and kind = 1;

create table companies (
    account_id     integer not null references accounts,
    id             integer not null,
    name           text not null,
    folded         text not null,
    responsible_id integer not null,
    created_by     integer not null,
    updated_by     integer not null,
    created_at     integer not null,
    updated_at     integer not null,
    deleted_at     integer,
    primary key (account_id, id)
) strict, without rowid;
create index companies_in_bin on companies (account_id, id) where deleted_at is not null;
create index companies_by_update on companies (account_id, updated_at, id) where deleted_at is null;

create table user_groups (
    account_id integer not null references accounts,
    id         integer not null,
    name       text not null,
    sort       integer not null,
    primary key (account_id, id)
) strict, without rowid;

create table roles (
    account_id integer not null references accounts,
    id         integer not null,
    name       text not null,
    rights     text not null,
    created_at integer not null,
    primary key (account_id, id)
) strict, without rowid;

create table loss_reasons (
    account_id integer not null references accounts,
    id         integer not null,
    name       text not null,
    sort       integer not null,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    primary key (account_id, id)
) strict, without rowid;

create table tags (
    account_id integer not null references accounts,
    entity     integer not null,
    id         integer not null,
    name       text not null,
    color      text,
    primary key (account_id, id)
) strict, without rowid;
create unique index tags_by_name on tags (account_id, entity, name);

create table entity_tags (
    account_id integer not null,
    entity     integer not null,
    entity_id  integer not null,
    tag_id     integer not null,
    primary key (account_id, entity, entity_id, tag_id),
    foreign key (account_id, tag_id) references tags
) strict, without rowid;
create index entity_tags_by_tag on entity_tags (account_id, tag_id, entity_id);

-- `owner` is the catalog of a catalog's field, otherwise 0. `kind` is our name of the type. `settings` holds what only
-- some types have and nobody filters by.
create table custom_fields (
    account_id    integer not null references accounts,
    id            integer not null,
    entity        integer not null,
    owner         integer not null,
    kind          text not null,
    name          text not null,
    code          text,
    sort          integer not null,
    group_id      text,
    is_api_only   integer not null,
    is_predefined integer not null,
    is_deletable  integer not null,
    is_filterable integer not null,
    settings      text not null,
    created_at    integer not null,
    updated_at    integer not null,
    deleted_at    integer,
    primary key (account_id, id)
) strict, without rowid;
create index custom_fields_by_entity on custom_fields (account_id, entity, owner, sort, id) where deleted_at is null;

create table field_enums (
    account_id integer not null,
    field_id   integer not null,
    id         integer not null,
    value      text not null,
    code       text,
    sort       integer not null,
    parent_id  integer,
    deleted_at integer,
    primary key (account_id, field_id, id),
    foreign key (account_id, field_id) references custom_fields
) strict, without rowid;

create table field_groups (
    account_id    integer not null references accounts,
    entity        integer not null,
    owner         integer not null,
    id            text not null,
    name          text not null,
    sort          integer not null,
    is_predefined integer not null,
    primary key (account_id, entity, owner, id)
) strict, without rowid;

-- Values lie beside each other by entity. `num` is what ranges compare: a number scaled by 10,000, seconds of a date, or the
-- id of a chosen option; `extra` holds the parts of composed values. A value of a
-- filterable field stands in one index: 1 by text, 2 by number, 3 by option.
create table field_values (
    account_id integer not null,
    entity     integer not null,
    entity_id  integer not null,
    field_id   integer not null,
    n          integer not null,
    text       text,
    num        integer,
    enum_id    integer,
    extra      text,
    indexed_by integer not null,
    primary key (account_id, entity, entity_id, field_id, n),
    check (indexed_by between 0 and 3)
) strict, without rowid;
create index field_values_by_text on field_values (account_id, field_id, text, entity_id) where indexed_by = 1;
create index field_values_by_num on field_values (account_id, field_id, num, entity_id) where indexed_by = 2;
create index field_values_by_enum on field_values (account_id, field_id, enum_id, entity_id) where indexed_by = 3;

-- Words to find an entity by: folded words of names and texts, parts of addresses, ends of phone numbers.
create table terms (
    account_id integer not null,
    entity     integer not null,
    term       text not null,
    entity_id  integer not null,
    primary key (account_id, entity, term, entity_id)
) strict, without rowid;
create index terms_by_entity on terms (account_id, entity, entity_id);

create table task_types (
    account_id integer not null references accounts,
    id         integer not null,
    name       text not null,
    code       text,
    color      text,
    icon_id    integer,
    sort       integer not null,
    deleted_at integer,
    primary key (account_id, id)
) strict, without rowid;

create table tasks (
    account_id     integer not null references accounts,
    id             integer not null,
    entity         integer,
    entity_id      integer,
    type_id        integer not null,
    text           text not null,
    due            integer not null,
    duration_s     integer not null,
    is_completed   integer not null,
    result         text,
    responsible_id integer not null,
    created_by     integer not null,
    updated_by     integer not null,
    created_at     integer not null,
    updated_at     integer not null,
    completed_at   integer,
    deleted_at     integer,
    primary key (account_id, id),
    check ((entity is null) = (entity_id is null))
) strict, without rowid;
create index tasks_by_entity on tasks (account_id, entity, entity_id, id) where deleted_at is null;
create index tasks_open on tasks (account_id, responsible_id, due, id) where is_completed = 0 and deleted_at is null;
create index tasks_by_update on tasks (account_id, updated_at, id) where deleted_at is null;

-- `kind` is our name of the note's type, `params` its JSON.
create table notes (
    account_id     integer not null references accounts,
    id             integer not null,
    entity         integer not null,
    entity_id      integer not null,
    kind           text not null,
    params         text not null,
    responsible_id integer not null,
    created_by     integer not null,
    updated_by     integer not null,
    created_at     integer not null,
    updated_at     integer not null,
    is_pinned      integer not null,
    deleted_at     integer,
    primary key (account_id, id)
) strict, without rowid;
create index notes_by_entity on notes (account_id, entity, entity_id, id) where deleted_at is null;
create index notes_by_update on notes (account_id, entity, updated_at, id) where deleted_at is null;

-- Automatic changes of a lead within an hour: the brake of loops that a depth alone does not see.
create table lead_budgets (
    account_id integer not null,
    lead_id    integer not null,
    hour       integer not null,
    n_changes  integer not null,
    primary key (account_id, lead_id, hour)
) strict, without rowid;

-- Work over many entities in keyset steps. State: 0 running, 1 done, 2 cancelled, 3 failed.
create table batches (
    account_id  integer not null references accounts,
    id          integer not null,
    kind        integer not null,
    state       integer not null,
    trigger_id  integer,
    params      text not null,
    next_id     integer not null,
    n_total     integer not null,
    n_done      integer not null,
    n_fired     integer not null,
    author      integer not null,
    created_at  integer not null,
    finished_at integer,
    error       text,
    primary key (account_id, id),
    check ((state = 0) = (finished_at is null))
) strict, without rowid;
create index batches_running on batches (account_id, id) where state = 0;

delete from sqlite_stat1 where idx in ('events_by_lead', 'jobs_due');
insert into sqlite_stat1 (tbl, idx, stat) values
    ('events', 'events_by_entity', '5000000 500000 250000 10 1'),
    ('runs', 'runs_by_batch', '100000 10000 1000 1'),
    ('jobs', 'jobs_due', '10000 2 1 1'),
    ('jobs', 'jobs_actions', '1000 2 1 1'),
    ('leads', 'leads_by_company', '300000 30000 3 1'),
    ('leads', 'leads_in_bin', '1000 100 1'),
    ('leads', 'leads_by_responsible', '1000000 100000 20000 1'),
    ('leads', 'leads_by_creation', '1000000 100000 10 1'),
    ('contacts', 'contacts_by_company', '300000 30000 3 1'),
    ('contacts', 'contacts_in_bin', '1000 100 1'),
    ('contacts', 'contacts_by_responsible', '1000000 100000 20000 1'),
    ('companies', 'companies', '300000 30000 1'),
    ('companies', 'companies_in_bin', '1000 100 1'),
    ('companies', 'companies_by_update', '300000 30000 10 1'),
    ('tags', 'tags', '1000 100 1'),
    ('tags', 'tags_by_name', '1000 100 50 1'),
    ('entity_tags', 'entity_tags', '2000000 200000 100000 2 1'),
    ('entity_tags', 'entity_tags_by_tag', '2000000 200000 2000 1 1'),
    ('custom_fields', 'custom_fields', '500 50 1'),
    ('custom_fields', 'custom_fields_by_entity', '500 50 12 12 1 1'),
    ('field_enums', 'field_enums', '2000 200 5 1'),
    ('field_values', 'field_values', '10000000 1000000 500000 10 2 1'),
    ('field_values', 'field_values_by_text', '3000000 300000 60000 30 1'),
    ('field_values', 'field_values_by_num', '3000000 300000 60000 30 1'),
    ('field_values', 'field_values_by_enum', '3000000 300000 60000 6000 1'),
    ('terms', 'terms', '10000000 1000000 500000 20 1'),
    ('terms', 'terms_by_entity', '10000000 1000000 500000 8'),
    ('tasks', 'tasks', '1000000 100000 1'),
    ('tasks', 'tasks_by_entity', '1000000 100000 50000 3 1'),
    ('tasks', 'tasks_open', '200000 20000 500 2 1'),
    ('tasks', 'tasks_by_update', '1000000 100000 5 1'),
    ('notes', 'notes', '3000000 300000 1'),
    ('notes', 'notes_by_entity', '3000000 300000 150000 5 1'),
    ('notes', 'notes_by_update', '3000000 300000 150000 5 1'),
    ('lead_budgets', 'lead_budgets', '10000 1000 1 1'),
    ('batches', 'batches', '1000 100 1'),
    ('batches', 'batches_running', '10 5 1');
