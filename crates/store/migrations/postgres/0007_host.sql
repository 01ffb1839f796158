-- What was saved in the settings form of a widget: a JSON object by field.
create table widget_settings (
    account_id bigint not null,
    widget_id  bigint not null,
    fields     text not null,
    updated_at bigint not null,
    primary key (account_id, widget_id),
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
