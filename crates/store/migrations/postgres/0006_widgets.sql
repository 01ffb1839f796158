create sequence audit_ids as bigint start 1000 maxvalue 2147483647;

-- Who did what, when. `kind` and `subject` name what it was done to; `details` is JSON.
create table audit (
    account_id bigint not null references accounts,
    id         bigint not null,
    at         bigint not null,
    author     bigint not null,
    what       text not null,
    kind       text not null,
    subject    text not null,
    details    text not null,
    primary key (account_id, id)
);
create index audit_by_subject on audit (account_id, kind, subject, id);

-- What was uploaded before, the current one included. Files are pieces in `blobs`, by hash.
create table widget_versions (
    account_id bigint not null,
    widget_id  bigint not null,
    n          bigint not null,
    version    text not null,
    manifest   text not null,
    locales    text not null,
    author     bigint not null,
    created_at bigint not null,
    primary key (account_id, widget_id, n),
    foreign key (account_id, widget_id) references widgets
);

create table widget_version_files (
    account_id bigint not null,
    widget_id  bigint not null,
    n          bigint not null,
    path       text not null,
    hash       text not null,
    size       bigint not null,
    primary key (account_id, widget_id, n, path),
    foreign key (account_id, widget_id, n) references widget_versions
);
create index widget_version_files_by_hash on widget_version_files (account_id, hash);

-- Triggers that were switched off together with their widget, and come back with it.
create table widget_pauses (
    account_id bigint not null,
    widget_id  bigint not null,
    trigger_id bigint not null,
    primary key (account_id, widget_id, trigger_id),
    foreign key (account_id, widget_id) references widgets
);

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
