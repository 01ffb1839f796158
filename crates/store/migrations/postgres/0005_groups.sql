do $$
declare noun text;
begin
    foreach noun in array array['record', 'drive'] loop
        execute format('create sequence %I as bigint start 1000 maxvalue 2147483647', noun || '_ids');
    end loop;
end $$;

-- Small nouns that nobody joins by: sources, buttons, templates, catalogs and their elements, statuses and segments of
-- customers, purchases, talks, loss reasons. `kind` says which, `owner` is the catalog or customer they belong to
-- (otherwise 0), `key` keeps two of an owner apart, `body` is written and read by the wire dialect alone.
drop table loss_reasons;
create table records (
    account_id bigint not null references accounts (account_id),
    kind       bigint not null,
    id         bigint not null,
    owner      bigint not null,
    key        text,
    name       text not null,
    folded     text not null,
    sort       bigint not null,
    body       text not null,
    created_by bigint not null,
    updated_by bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint,
    primary key (account_id, kind, id)
);
create index records_by_owner on records (account_id, kind, owner, sort, id) where deleted_at is null;
create unique index records_by_key on records (account_id, kind, owner, key) where key is not null and deleted_at is null;

create table stage_descriptions (
    account_id  bigint not null,
    pipeline_id bigint not null,
    stage_id    bigint not null,
    level       bigint not null,
    id          bigint not null,
    text        text not null,
    created_by  bigint not null,
    updated_by  bigint,
    created_at  bigint not null,
    updated_at  bigint not null,
    primary key (account_id, pipeline_id, stage_id, level),
    foreign key (account_id, pipeline_id, stage_id) references stages (account_id, pipeline_id, id)
);

-- Requests that nobody has accepted yet, and what became of them. State: 0 waiting, 1 accepted, 2 declined, 3 linked.
-- `digest` tells a repeated request.
create table incoming (
    account_id  bigint not null,
    uid         text not null,
    category    bigint not null,
    state       bigint not null,
    pipeline_id bigint not null,
    lead_id     bigint not null,
    contact_id  bigint,
    company_id  bigint,
    source_uid  text,
    source_name text,
    metadata    text not null,
    digest      text not null,
    created_at  bigint not null,
    updated_at  bigint not null,
    decided_at  bigint,
    decided_by  bigint,
    primary key (account_id, uid),
    foreign key (account_id, lead_id) references leads (account_id, id),
    check ((state = 0) = (decided_at is null))
);
create unique index incoming_by_lead on incoming (account_id, lead_id);
create unique index incoming_once on incoming (account_id, digest) where state = 0;
-- Contacts of a request that nobody has accepted yet are not listed.
create index incoming_by_contact on incoming (account_id, contact_id) where state = 0;
create index incoming_by_creation on incoming (account_id, state, created_at, uid);

create table drive_files (
    account_id   bigint not null references accounts (account_id),
    uuid         text not null,
    name         text not null,
    folded       text not null,
    version_uuid text not null,
    created_by   bigint not null,
    updated_by   bigint not null,
    created_at   bigint not null,
    updated_at   bigint not null,
    deleted_at   bigint,
    deleted_by   bigint,
    primary key (account_id, uuid),
    check ((deleted_at is null) = (deleted_by is null))
);
create index drive_files_by_creation on drive_files (account_id, created_at, uuid);

create table drive_versions (
    account_id bigint not null,
    file_uuid  text not null,
    uuid       text not null,
    mime       text not null,
    size       bigint not null,
    hash       text not null,
    created_by bigint not null,
    created_at bigint not null,
    primary key (account_id, file_uuid, uuid),
    foreign key (account_id, file_uuid) references drive_files (account_id, uuid)
);
create index drive_versions_by_hash on drive_versions (account_id, hash);

-- A file on its way in. Its parts go when it is whole, or when the session has ended.
create table drive_sessions (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    file_uuid  text,
    name       text not null,
    mime       text not null,
    size       bigint not null,
    received   bigint not null,
    n_parts    bigint not null,
    user_id    bigint not null,
    expires_at bigint not null,
    primary key (account_id, id)
);

create table drive_parts (
    account_id bigint not null,
    session_id bigint not null,
    n          bigint not null,
    bytes      bytea not null,
    primary key (account_id, session_id, n),
    foreign key (account_id, session_id) references drive_sessions (account_id, id)
);

create table entity_files (
    account_id bigint not null,
    entity     bigint not null,
    entity_id  bigint not null,
    id         bigint not null,
    file_uuid  text not null,
    primary key (account_id, entity, entity_id, id),
    foreign key (account_id, file_uuid) references drive_files (account_id, uuid)
);
create unique index entity_files_once on entity_files (account_id, file_uuid, entity, entity_id);

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
