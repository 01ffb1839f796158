do $$
declare noun text;
begin
    foreach noun in array array['company', 'group', 'role', 'loss_reason', 'tag', 'field', 'enum', 'task_type', 'task', 'note', 'batch'] loop
        execute format('create sequence %I as bigint start 1000 maxvalue 2147483647', noun || '_ids');
    end loop;
end $$;

-- The log is everybody's: an event happens to an entity (lead, contact, company, customer), and may be about something.
drop index events_by_lead;
alter table events rename column lead_id to entity_id;
alter table events add column entity bigint not null default 2;
alter table events add column subject bigint; -- The field, tag, task, note or linked entity that the event is about.
create index events_by_entity on events (account_id, entity, entity_id, id);

alter table accounts add column settings text not null default '{}';

alter table users add column language text not null default '';
alter table users add column is_active bigint not null default 1;
alter table users add column is_free bigint not null default 0;
alter table users add column group_id bigint not null default 0;
alter table users add column role_id bigint;
alter table users add column rights text not null default '{}';

alter table leads add column company_id bigint;
alter table leads add column source_id bigint;
alter table leads add column labor_cost bigint;
create index leads_by_company on leads (account_id, company_id, id) where company_id is not null;
create index leads_in_bin on leads (account_id, id) where deleted_at is not null;
create index leads_by_responsible on leads (account_id, responsible_id, id) where deleted_at is null;
create index leads_by_creation on leads (account_id, created_at, id) where deleted_at is null;

alter table contacts add column company_id bigint;
create index contacts_by_company on contacts (account_id, company_id, id) where company_id is not null;
create index contacts_in_bin on contacts (account_id, id) where deleted_at is not null;
create index contacts_by_responsible on contacts (account_id, responsible_id, id) where deleted_at is null;

-- What an action came to: JSON with warnings, what it made, or why it could not. `batch_id`: applied to existing leads.
alter table runs add column outcome text;
alter table runs add column batch_id bigint;
create index runs_by_batch on runs (account_id, batch_id, id) where batch_id is not null;

-- Jobs of kind 1 are actions, carried out here; all others are deliveries. Neither stands in the other's way.
drop index jobs_due;
create index jobs_due on jobs (due, account_id, id) where state = 0 and blocked_by is null and kind <> 1;
create index jobs_actions on jobs (due, account_id, id) where state = 0 and blocked_by is null and kind = 1;

create table companies (
    account_id     bigint not null references accounts (account_id),
    id             bigint not null,
    name           text not null,
    folded         text not null,
    responsible_id bigint not null,
    created_by     bigint not null,
    updated_by     bigint not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    deleted_at     bigint,
    primary key (account_id, id)
);
create index companies_in_bin on companies (account_id, id) where deleted_at is not null;
create index companies_by_update on companies (account_id, updated_at, id) where deleted_at is null;

create table user_groups (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    name       text not null,
    sort       bigint not null,
    primary key (account_id, id)
);

create table roles (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    name       text not null,
    rights     text not null,
    created_at bigint not null,
    primary key (account_id, id)
);

create table loss_reasons (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    name       text not null,
    sort       bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint,
    primary key (account_id, id)
);

create table tags (
    account_id bigint not null references accounts (account_id),
    entity     bigint not null,
    id         bigint not null,
    name       text not null,
    color      text,
    primary key (account_id, id)
);
create unique index tags_by_name on tags (account_id, entity, name);

create table entity_tags (
    account_id bigint not null,
    entity     bigint not null,
    entity_id  bigint not null,
    tag_id     bigint not null,
    primary key (account_id, entity, entity_id, tag_id),
    foreign key (account_id, tag_id) references tags (account_id, id)
);
create index entity_tags_by_tag on entity_tags (account_id, tag_id, entity_id);

-- `owner` is the catalog of a catalog's field, otherwise 0. `kind` is our name of the type. `settings` holds what only
-- some types have and nobody filters by.
create table custom_fields (
    account_id    bigint not null references accounts (account_id),
    id            bigint not null,
    entity        bigint not null,
    owner         bigint not null,
    kind          text not null,
    name          text not null,
    code          text,
    sort          bigint not null,
    group_id      text,
    is_api_only   bigint not null,
    is_predefined bigint not null,
    is_deletable  bigint not null,
    is_filterable bigint not null,
    settings      text not null,
    created_at    bigint not null,
    updated_at    bigint not null,
    deleted_at    bigint,
    primary key (account_id, id)
);
create index custom_fields_by_entity on custom_fields (account_id, entity, owner, sort, id) where deleted_at is null;

create table field_enums (
    account_id bigint not null,
    field_id   bigint not null,
    id         bigint not null,
    value      text not null,
    code       text,
    sort       bigint not null,
    parent_id  bigint,
    deleted_at bigint,
    primary key (account_id, field_id, id),
    foreign key (account_id, field_id) references custom_fields (account_id, id)
);

create table field_groups (
    account_id    bigint not null references accounts (account_id),
    entity        bigint not null,
    owner         bigint not null,
    id            text not null,
    name          text not null,
    sort          bigint not null,
    is_predefined bigint not null,
    primary key (account_id, entity, owner, id)
);

-- Values lie beside each other by entity. `num` is what ranges compare: a number scaled by 10,000, seconds of a date, or the
-- id of a chosen option; `extra` holds the parts of composed values. A value of a
-- filterable field stands in one index: 1 by text, 2 by number, 3 by option.
create table field_values (
    account_id bigint not null,
    entity     bigint not null,
    entity_id  bigint not null,
    field_id   bigint not null,
    n          bigint not null,
    text       text,
    num        bigint,
    enum_id    bigint,
    extra      text,
    indexed_by bigint not null,
    primary key (account_id, entity, entity_id, field_id, n),
    check (indexed_by between 0 and 3)
);
create index field_values_by_text on field_values (account_id, field_id, text, entity_id) where indexed_by = 1;
create index field_values_by_num on field_values (account_id, field_id, num, entity_id) where indexed_by = 2;
create index field_values_by_enum on field_values (account_id, field_id, enum_id, entity_id) where indexed_by = 3;

-- Words to find an entity by: folded words of names and texts, parts of addresses, ends of phone numbers.
create table terms (
    account_id bigint not null,
    entity     bigint not null,
    term       text collate "C" not null,
    entity_id  bigint not null,
    primary key (account_id, entity, term, entity_id)
);
create index terms_by_entity on terms (account_id, entity, entity_id);

create table task_types (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    name       text not null,
    code       text,
    color      text,
    icon_id    bigint,
    sort       bigint not null,
    deleted_at bigint,
    primary key (account_id, id)
);

create table tasks (
    account_id     bigint not null references accounts (account_id),
    id             bigint not null,
    entity         bigint,
    entity_id      bigint,
    type_id        bigint not null,
    text           text not null,
    due            bigint not null,
    duration_s     bigint not null,
    is_completed   bigint not null,
    result         text,
    responsible_id bigint not null,
    created_by     bigint not null,
    updated_by     bigint not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    completed_at   bigint,
    deleted_at     bigint,
    primary key (account_id, id),
    check ((entity is null) = (entity_id is null))
);
create index tasks_by_entity on tasks (account_id, entity, entity_id, id) where deleted_at is null;
create index tasks_open on tasks (account_id, responsible_id, due, id) where is_completed = 0 and deleted_at is null;
create index tasks_by_update on tasks (account_id, updated_at, id) where deleted_at is null;

-- `kind` is our name of the note's type, `params` its JSON.
create table notes (
    account_id     bigint not null references accounts (account_id),
    id             bigint not null,
    entity         bigint not null,
    entity_id      bigint not null,
    kind           text not null,
    params         text not null,
    responsible_id bigint not null,
    created_by     bigint not null,
    updated_by     bigint not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    is_pinned      bigint not null,
    deleted_at     bigint,
    primary key (account_id, id)
);
create index notes_by_entity on notes (account_id, entity, entity_id, id) where deleted_at is null;
create index notes_by_update on notes (account_id, entity, updated_at, id) where deleted_at is null;

-- Automatic changes of a lead within an hour: the brake of loops that a depth alone does not see.
create table lead_budgets (
    account_id bigint not null,
    lead_id    bigint not null,
    hour       bigint not null,
    n_changes  bigint not null,
    primary key (account_id, lead_id, hour)
);

-- Work over many entities in keyset steps. State: 0 running, 1 done, 2 cancelled, 3 failed.
create table batches (
    account_id  bigint not null references accounts (account_id),
    id          bigint not null,
    kind        bigint not null,
    state       bigint not null,
    trigger_id  bigint,
    params      text not null,
    next_id     bigint not null,
    n_total     bigint not null,
    n_done      bigint not null,
    n_fired     bigint not null,
    author      bigint not null,
    created_at  bigint not null,
    finished_at bigint,
    error       text,
    primary key (account_id, id),
    check ((state = 0) = (finished_at is null))
);
create index batches_running on batches (account_id, id) where state = 0;

do $$
declare t record;
begin
    for t in select c.table_name from information_schema.columns c
             where c.table_schema = current_schema() and c.column_name = 'account_id'
             and not exists (select 1 from pg_policies p where p.schemaname = current_schema() and p.tablename = c.table_name) loop
        execute format('alter table %I enable row level security', t.table_name);
        execute format('alter table %I force row level security', t.table_name);
        execute format(
            'create policy one_account on %I using (current_setting(''pipewright.account'', true) in (''*'', account_id::text))',
            t.table_name);
    end loop;
end $$;
