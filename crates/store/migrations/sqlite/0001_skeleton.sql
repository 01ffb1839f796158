-- Ids below 2^31, one sequence per noun for the whole database, never reused. Handed out in blocks (see sqlite.rs).
create table sequences (
    name text primary key,
    next integer not null
) strict, without rowid;

-- What belongs to the installation, not to an account: its own random id, the id of its secret key.
create table installation (
    name  text primary key,
    value text not null
) strict, without rowid;

-- One row for each start of a serving process. A lease names such an incarnation.
create table nodes (
    id              integer primary key,
    started_at      integer not null,
    heartbeat_until integer not null
) strict;

create table accounts (
    account_id               integer primary key,
    subdomain                text not null unique,
    name                     text not null,
    country                  text not null,
    currency                 text not null,
    time_zone                text not null,
    language                 text not null,
    hook_encoding            integer not null,
    accepts_without_settings integer not null,
    automation_version       integer not null,
    created_at               integer not null
) strict;

create table users (
    account_id    integer not null references accounts,
    id            integer not null,
    name          text not null,
    email         text not null,
    is_admin      integer not null,
    password_hash text,
    created_at    integer not null,
    primary key (account_id, id),
    unique (account_id, email)
) strict, without rowid;
create index users_by_email on users (email);

-- Browser sessions and one-time sign-in links; only the hash of the secret is kept.
create table sessions (
    account_id  integer not null references accounts,
    secret_hash text not null,
    user_id     integer not null,
    kind        integer not null,
    created_at  integer not null,
    expires_at  integer not null,
    primary key (account_id, secret_hash)
) strict, without rowid;
create unique index sessions_by_secret on sessions (secret_hash);

create table tokens (
    account_id integer not null references accounts,
    id         text not null,
    user_id    integer not null,
    name       text not null,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer,
    primary key (account_id, id)
) strict, without rowid;

create table pipelines (
    account_id       integer not null references accounts,
    id               integer not null,
    name             text not null,
    sort             integer not null,
    is_main          integer not null,
    accepts_incoming integer not null,
    primary key (account_id, id)
) strict, without rowid;
create unique index pipelines_one_main on pipelines (account_id) where is_main = 1;

create table stages (
    account_id  integer not null,
    pipeline_id integer not null,
    id          integer not null,
    name        text not null,
    color       text not null,
    sort        integer not null,
    kind        integer not null,
    primary key (account_id, pipeline_id, id),
    foreign key (account_id, pipeline_id) references pipelines
) strict, without rowid;

create table leads (
    account_id     integer not null,
    id             integer not null,
    name           text not null,
    folded         text not null, -- The name in lower case: neither database folds every alphabet by itself.
    price          integer not null,
    pipeline_id    integer not null,
    stage_id       integer not null,
    responsible_id integer not null,
    loss_reason_id integer,
    created_by     integer not null,
    updated_by     integer not null,
    created_at     integer not null,
    updated_at     integer not null,
    closed_at      integer,
    price_by_robot integer not null,
    visitor        text,
    version        integer not null,
    deleted_at     integer,
    primary key (account_id, id),
    foreign key (account_id, pipeline_id, stage_id) references stages
) strict, without rowid;
create index leads_by_stage on leads (account_id, pipeline_id, stage_id, id) where deleted_at is null;
create index leads_by_update on leads (account_id, updated_at, id) where deleted_at is null;

create table contacts (
    account_id     integer not null references accounts,
    id             integer not null,
    name           text not null,
    folded         text not null,
    first_name     text not null,
    last_name      text not null,
    responsible_id integer not null,
    created_by     integer not null,
    updated_by     integer not null,
    created_at     integer not null,
    updated_at     integer not null,
    deleted_at     integer,
    primary key (account_id, id)
) strict, without rowid;
create index contacts_by_update on contacts (account_id, updated_at, id) where deleted_at is null;

create table lead_contacts (
    account_id integer not null,
    lead_id    integer not null,
    contact_id integer not null,
    position   integer not null,
    is_main    integer not null,
    primary key (account_id, lead_id, contact_id),
    foreign key (account_id, lead_id) references leads,
    foreign key (account_id, contact_id) references contacts
) strict, without rowid;
create index lead_contacts_by_contact on lead_contacts (account_id, contact_id, lead_id);
create unique index lead_contacts_one_main on lead_contacts (account_id, lead_id) where is_main = 1;

-- Counters kept in the same commit as the leads; a stage has several shards where many writers meet (PostgreSQL).
create table stage_totals (
    account_id  integer not null,
    pipeline_id integer not null,
    stage_id    integer not null,
    shard       integer not null,
    n_leads     integer not null,
    price_sum   integer not null,
    primary key (account_id, pipeline_id, stage_id, shard)
) strict, without rowid;

-- The log of what happened. `xact` orders commits on PostgreSQL; SQLite has one writer and needs none.
create table events (
    account_id    integer not null,
    id            integer not null,
    lead_id       integer not null,
    kind          integer not null,
    pipeline_id   integer not null,
    stage_id      integer not null,
    from_pipeline integer,
    from_stage    integer,
    author        integer not null,
    cause_event   integer,
    cause_trigger integer,
    depth         integer not null,
    at            integer not null,
    data          text,
    xact          integer not null default 0,
    primary key (account_id, id)
) strict, without rowid;
create index events_by_lead on events (account_id, lead_id, id);

-- What was weighed and found wanting: one packed row per event that had candidates.
create table evaluations (
    account_id integer not null,
    event_id   integer not null,
    version    integer not null,
    n_fired    integer not null,
    n_refused  integer not null,
    packed     text not null,
    primary key (account_id, event_id)
) strict, without rowid;

-- Every version of every trigger; the current one has no `until`.
create table triggers (
    account_id integer not null references accounts,
    id         integer not null,
    since      integer not null,
    until      integer,
    name       text not null,
    is_enabled integer not null,
    widget_id  integer,
    rule       text not null,
    author     integer not null,
    changed_at integer not null,
    primary key (account_id, id, since)
) strict, without rowid;
create index triggers_current on triggers (account_id, id) where until is null;

create table blobs (
    account_id integer not null references accounts,
    hash       text not null,
    n          integer not null,
    bytes      blob not null,
    primary key (account_id, hash, n)
) strict, without rowid;

create table widgets (
    account_id       integer not null references accounts,
    id               integer not null,
    code             text not null,
    version          text not null,
    manifest         text not null,
    locales          text not null,
    webhook_url      text,
    hook_encoding    integer,
    is_encoding_learned integer not null,
    retry_policy     integer not null,
    is_active        integer not null,
    created_at       integer not null,
    updated_at       integer not null,
    deleted_at       integer,
    primary key (account_id, id)
) strict, without rowid;
create unique index widgets_by_code on widgets (account_id, code) where deleted_at is null;

create table widget_files (
    account_id integer not null,
    widget_id  integer not null,
    path       text not null,
    hash       text not null,
    size       integer not null,
    primary key (account_id, widget_id, path),
    foreign key (account_id, widget_id) references widgets
) strict, without rowid;
create index widget_files_by_hash on widget_files (account_id, hash);

create table receivers (
    account_id           integer not null references accounts,
    id                   integer not null,
    url                  text not null,
    retries_paused_until integer not null,
    primary key (account_id, id),
    unique (account_id, url)
) strict, without rowid;

-- A trigger that fired. State: 0 waiting, 1 acted, 2 dropped.
create table runs (
    account_id  integer not null,
    id          integer not null,
    event_id    integer not null,
    trigger_id  integer not null,
    version     integer not null,
    lead_id     integer not null,
    code        integer not null,
    direction   integer,
    state       integer not null,
    due         integer not null,
    created_at  integer not null,
    finished_at integer,
    reason      text,
    primary key (account_id, id),
    check ((state = 0) = (finished_at is null)),
    check ((state = 2) = (reason is not null))
) strict, without rowid;
create index runs_waiting on runs (due, account_id, id) where state = 0;
create index runs_by_lead on runs (account_id, lead_id, id);
create index runs_waiting_by_trigger on runs (account_id, trigger_id) where state = 0;

-- Work that is due at a time. State: 0 pending, 1 leased, 2 delivered, 3 dead, 4 unknown.
create table jobs (
    account_id  integer not null,
    id          integer not null,
    kind        integer not null,
    state       integer not null,
    due         integer not null,
    blocked_by  integer,
    leased_by   integer,
    tries       integer not null,
    n_attempts  integer not null,
    lead_id     integer not null,
    receiver_id integer not null,
    event_id    integer not null,
    run_id      integer not null,
    trigger_id  integer not null,
    widget_id   integer,
    encoding    integer not null,
    retry_policy integer not null,
    body        text not null,
    replay_of   integer,
    created_at  integer not null,
    finished_at integer,
    last_status integer,
    last_error  text,
    primary key (account_id, id),
    check ((state = 1) = (leased_by is not null)),
    check ((state >= 2) = (finished_at is not null)),
    check (blocked_by is null or state = 0)
) strict, without rowid;
create index jobs_due on jobs (due, account_id, id) where state = 0 and blocked_by is null;
create index jobs_leased on jobs (leased_by) where state = 1;
create index jobs_lane on jobs (account_id, receiver_id, lead_id, id) where state < 2;
create index jobs_blocked on jobs (account_id, blocked_by) where blocked_by is not null;
create index jobs_by_lead on jobs (account_id, lead_id, id);
create index jobs_dead on jobs (account_id, state, id) where state >= 3;

create table attempts (
    account_id  integer not null,
    job_id      integer not null,
    n           integer not null,
    started_at  integer not null,
    duration_us integer not null,
    outcome     text not null,
    status      integer,
    encoding    integer not null,
    error       text,
    answer_headers text,
    answer      blob,
    is_answer_cut integer not null,
    primary key (account_id, job_id, n)
) strict, without rowid;

-- What the planner believes of the sizes, written down once so that plans are the same in every installation: without
-- it SQLite takes the first column of a primary key, the account, for a good one and walks all of an account's rows.
analyze;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
    ('leads', 'leads', '1000000 100000 1'),
    ('leads', 'leads_by_stage', '1000000 100000 50000 5000 1'),
    ('leads', 'leads_by_update', '1000000 100000 10 1'),
    ('contacts', 'contacts', '1000000 100000 1'),
    ('contacts', 'contacts_by_update', '1000000 100000 10 1'),
    ('lead_contacts', 'lead_contacts', '1000000 100000 2 1'),
    ('lead_contacts', 'lead_contacts_by_contact', '1000000 100000 2 1'),
    ('lead_contacts', 'lead_contacts_one_main', '900000 90000 1'),
    ('events', 'events', '5000000 500000 1'),
    ('events', 'events_by_lead', '5000000 500000 10 1'),
    ('evaluations', 'evaluations', '5000000 500000 1'),
    ('triggers', 'triggers', '10000 1000 3 1'),
    ('triggers', 'triggers_current', '3000 300 1'),
    ('widget_files', 'widget_files', '2000 200 20 1'),
    ('widget_files', 'widget_files_by_hash', '2000 200 2 1 1'),
    ('blobs', 'blobs', '2000 200 2 1'),
    ('runs', 'runs', '2000000 200000 1'),
    ('runs', 'runs_waiting', '100000 2 1 1'),
    ('runs', 'runs_by_lead', '2000000 200000 10 1'),
    ('runs', 'runs_waiting_by_trigger', '100000 10000 100'),
    ('jobs', 'jobs', '2000000 200000 1'),
    ('jobs', 'jobs_due', '10000 2 1 1'),
    ('jobs', 'jobs_leased', '1000 500'),
    ('jobs', 'jobs_lane', '10000 5000 500 2 1'),
    ('jobs', 'jobs_blocked', '1000 500 1'),
    ('jobs', 'jobs_by_lead', '2000000 200000 10 1'),
    ('jobs', 'jobs_dead', '10000 1000 500 1'),
    ('attempts', 'attempts', '2000000 200000 1 1');
