-- Small nouns that nobody joins by: sources, buttons, templates, catalogs and their elements, statuses and segments of
-- customers, purchases, talks, loss reasons. `kind` says which, `owner` is the catalog or customer they belong to
-- (otherwise 0), `key` keeps two of an owner apart, `body` is written and read by the wire dialect alone.
drop table loss_reasons;
create table records (
    account_id integer not null references accounts,
    kind       integer not null,
    id         integer not null,
    owner      integer not null,
    key        text,
    name       text not null,
    folded     text not null,
    sort       integer not null,
    body       text not null,
    created_by integer not null,
    updated_by integer not null,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    primary key (account_id, kind, id)
) strict, without rowid;
create index records_by_owner on records (account_id, kind, owner, sort, id) where deleted_at is null;
create unique index records_by_key on records (account_id, kind, owner, key) where key is not null and deleted_at is null;

create table stage_descriptions (
    account_id  integer not null,
    pipeline_id integer not null,
    stage_id    integer not null,
    level       integer not null,
    id          integer not null,
    text        text not null,
    created_by  integer not null,
    updated_by  integer,
    created_at  integer not null,
    updated_at  integer not null,
    primary key (account_id, pipeline_id, stage_id, level),
    foreign key (account_id, pipeline_id, stage_id) references stages
) strict, without rowid;

-- Requests that nobody has accepted yet, and what became of them. State: 0 waiting, 1 accepted, 2 declined, 3 linked.
-- `digest` tells a repeated request.
create table incoming (
    account_id  integer not null,
    uid         text not null,
    category    integer not null,
    state       integer not null,
    pipeline_id integer not null,
    lead_id     integer not null,
    contact_id  integer,
    company_id  integer,
    source_uid  text,
    source_name text,
    metadata    text not null,
    digest      text not null,
    created_at  integer not null,
    updated_at  integer not null,
    decided_at  integer,
    decided_by  integer,
    primary key (account_id, uid),
    foreign key (account_id, lead_id) references leads,
    check ((state = 0) = (decided_at is null))
) strict, without rowid;
create unique index incoming_by_lead on incoming (account_id, lead_id);
create unique index incoming_once on incoming (account_id, digest) where state = 0;
-- Contacts of a request that nobody has accepted yet are not listed.
create index incoming_by_contact on incoming (account_id, contact_id) where state = 0;
create index incoming_by_creation on incoming (account_id, state, created_at, uid);

create table drive_files (
    account_id   integer not null references accounts,
    uuid         text not null,
    name         text not null,
    folded       text not null,
    version_uuid text not null,
    created_by   integer not null,
    updated_by   integer not null,
    created_at   integer not null,
    updated_at   integer not null,
    deleted_at   integer,
    deleted_by   integer,
    primary key (account_id, uuid),
    check ((deleted_at is null) = (deleted_by is null))
) strict, without rowid;
create index drive_files_by_creation on drive_files (account_id, created_at, uuid);

create table drive_versions (
    account_id integer not null,
    file_uuid  text not null,
    uuid       text not null,
    mime       text not null,
    size       integer not null,
    hash       text not null,
    created_by integer not null,
    created_at integer not null,
    primary key (account_id, file_uuid, uuid),
    foreign key (account_id, file_uuid) references drive_files
) strict, without rowid;
create index drive_versions_by_hash on drive_versions (account_id, hash);

-- A file on its way in. Its parts go when it is whole, or when the session has ended.
create table drive_sessions (
    account_id integer not null references accounts,
    id         integer not null,
    file_uuid  text,
    name       text not null,
    mime       text not null,
    size       integer not null,
    received   integer not null,
    n_parts    integer not null,
    user_id    integer not null,
    expires_at integer not null,
    primary key (account_id, id)
) strict, without rowid;

create table drive_parts (
    account_id integer not null,
    session_id integer not null,
    n          integer not null,
    bytes      blob not null,
    primary key (account_id, session_id, n),
    foreign key (account_id, session_id) references drive_sessions
) strict, without rowid;

create table entity_files (
    account_id integer not null,
    entity     integer not null,
    entity_id  integer not null,
    id         integer not null,
    file_uuid  text not null,
    primary key (account_id, entity, entity_id, id),
    foreign key (account_id, file_uuid) references drive_files
) strict, without rowid;
create unique index entity_files_once on entity_files (account_id, file_uuid, entity, entity_id);

insert into sqlite_stat1 (tbl, idx, stat) values
    ('drive_files', 'drive_files', '100000 10000 1'),
    ('drive_files', 'drive_files_by_creation', '100000 10000 2 1'),
    ('drive_versions', 'drive_versions', '110000 11000 2 1'),
    ('drive_versions', 'drive_versions_by_hash', '110000 11000 2 1 1'),
    ('drive_sessions', 'drive_sessions', '100 10 1'),
    ('drive_parts', 'drive_parts', '1000 100 50 1'),
    ('entity_files', 'entity_files', '100000 10000 5000 2 1'),
    ('entity_files', 'entity_files_once', '100000 10000 2 1 1'),
    ('records', 'records', '200000 20000 2000 1'),
    ('records', 'records_by_owner', '200000 20000 2000 100 2 1'),
    ('records', 'records_by_key', '20000 2000 200 20 1'),
    ('stage_descriptions', 'stage_descriptions', '1000 100 50 2 1'),
    ('incoming', 'incoming', '300000 30000 1'),
    ('incoming', 'incoming_by_lead', '300000 30000 1'),
    ('incoming', 'incoming_once', '3000 300 1'),
    ('incoming', 'incoming_by_contact', '3000 300 1'),
    ('incoming', 'incoming_by_creation', '300000 30000 10000 2 1');
