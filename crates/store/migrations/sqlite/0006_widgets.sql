-- Who did what, when. `kind` and `subject` name what it was done to; `details` is JSON.
create table audit (
    account_id integer not null references accounts,
    id         integer not null,
    at         integer not null,
    author     integer not null,
    what       text not null,
    kind       text not null,
    subject    text not null,
    details    text not null,
    primary key (account_id, id)
) strict, without rowid;
create index audit_by_subject on audit (account_id, kind, subject, id);

-- What was uploaded before, the current one included. Files are pieces in `blobs`, by hash.
create table widget_versions (
    account_id integer not null,
    widget_id  integer not null,
    n          integer not null,
    version    text not null,
    manifest   text not null,
    locales    text not null,
    author     integer not null,
    created_at integer not null,
    primary key (account_id, widget_id, n),
    foreign key (account_id, widget_id) references widgets
) strict, without rowid;

create table widget_version_files (
    account_id integer not null,
    widget_id  integer not null,
    n          integer not null,
    path       text not null,
    hash       text not null,
    size       integer not null,
    primary key (account_id, widget_id, n, path),
    foreign key (account_id, widget_id, n) references widget_versions
) strict, without rowid;
create index widget_version_files_by_hash on widget_version_files (account_id, hash);

-- Triggers that were switched off together with their widget, and come back with it.
create table widget_pauses (
    account_id integer not null,
    widget_id  integer not null,
    trigger_id integer not null,
    primary key (account_id, widget_id, trigger_id),
    foreign key (account_id, widget_id) references widgets
) strict, without rowid;

insert into sqlite_stat1 (tbl, idx, stat) values
    ('audit', 'audit', '1000000 100000 1'),
    ('audit', 'audit_by_subject', '1000000 100000 10000 50 1'),
    ('widget_versions', 'widget_versions', '2000 200 10 1'),
    ('widget_version_files', 'widget_version_files', '20000 2000 200 20 1'),
    ('widget_version_files', 'widget_version_files_by_hash', '20000 2000 8'),
    ('widget_pauses', 'widget_pauses', '100 10 5 1');
