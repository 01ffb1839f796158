-- Webhooks of an account: one for each address. `codes` is a JSON list of event codes, kept as they were sent.
create table webhooks (
    account_id  integer not null references accounts,
    id          integer not null,
    destination text not null,
    receiver_id integer not null,
    codes       text not null,
    sort        integer not null,
    disabled_at integer,
    created_by  integer not null,
    created_at  integer not null,
    updated_at  integer not null,
    primary key (account_id, id),
    unique (account_id, destination)
) strict, without rowid;

insert into sqlite_stat1 (tbl, idx, stat) values ('webhooks', 'webhooks', '1000 10 1');
