create sequence webhook_ids as bigint start 1000 maxvalue 2147483647;

-- Webhooks of an account: one for each address. `codes` is a JSON list of event codes, kept as they were sent.
create table webhooks (
    account_id  bigint not null references accounts (account_id),
    id          bigint not null,
    destination text not null,
    receiver_id bigint not null,
    codes       text not null,
    sort        bigint not null,
    disabled_at bigint,
    created_by  bigint not null,
    created_at  bigint not null,
    updated_at  bigint not null,
    primary key (account_id, id),
    unique (account_id, destination)
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
