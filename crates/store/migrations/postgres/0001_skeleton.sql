-- Ids below 2^31, one sequence per noun for the whole database, never reused.
do $$
declare noun text;
begin
    foreach noun in array array['node', 'account', 'user', 'pipeline', 'stage', 'lead', 'contact', 'event', 'trigger', 'widget', 'receiver', 'run', 'job'] loop
        execute format('create sequence %I as bigint start 1000 maxvalue 2147483647', noun || '_ids');
    end loop;
end $$;

-- What belongs to the installation, not to an account: its own random id, the id of its secret key.
create table installation (
    name  text primary key,
    value text not null
);

-- One row for each start of a serving process. A lease names such an incarnation.
create table nodes (
    id bigint primary key,
    started_at      bigint not null,
    heartbeat_until bigint not null
);

create table accounts (
    account_id               bigint primary key,
    subdomain                text not null unique,
    name                     text not null,
    country                  text not null,
    currency                 text not null,
    time_zone                text not null,
    language                 text not null,
    hook_encoding            bigint not null,
    accepts_without_settings bigint not null,
    automation_version       bigint not null,
    created_at               bigint not null
);

create table users (
    account_id    bigint not null references accounts (account_id),
    id            bigint not null,
    name          text not null,
    email         text not null,
    is_admin      bigint not null,
    password_hash text,
    created_at    bigint not null,
    primary key (account_id, id),
    unique (account_id, email)
);
create index users_by_email on users (email);

-- Browser sessions and one-time sign-in links; only the hash of the secret is kept.
create table sessions (
    account_id  bigint not null references accounts (account_id),
    secret_hash text not null,
    user_id     bigint not null,
    kind        bigint not null,
    created_at  bigint not null,
    expires_at  bigint not null,
    primary key (account_id, secret_hash)
);
create unique index sessions_by_secret on sessions (secret_hash);

create table tokens (
    account_id bigint not null references accounts (account_id),
    id         text not null,
    user_id    bigint not null,
    name       text not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    primary key (account_id, id)
);

create table pipelines (
    account_id       bigint not null references accounts (account_id),
    id               bigint not null,
    name             text not null,
    sort             bigint not null,
    is_main          bigint not null,
    accepts_incoming bigint not null,
    primary key (account_id, id)
);
create unique index pipelines_one_main on pipelines (account_id) where is_main = 1;

create table stages (
    account_id  bigint not null,
    pipeline_id bigint not null,
    id          bigint not null,
    name        text not null,
    color       text not null,
    sort        bigint not null,
    kind        bigint not null,
    primary key (account_id, pipeline_id, id),
    foreign key (account_id, pipeline_id) references pipelines (account_id, id)
);

create table leads (
    account_id     bigint not null,
    id             bigint not null,
    name           text not null,
    folded         text not null, -- The name in lower case: neither database folds every alphabet by itself.
    price          bigint not null,
    pipeline_id    bigint not null,
    stage_id       bigint not null,
    responsible_id bigint not null,
    loss_reason_id bigint,
    created_by     bigint not null,
    updated_by     bigint not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    closed_at      bigint,
    price_by_robot bigint not null,
    visitor        text,
    version        bigint not null,
    deleted_at     bigint,
    primary key (account_id, id),
    foreign key (account_id, pipeline_id, stage_id) references stages (account_id, pipeline_id, id)
);
create index leads_by_stage on leads (account_id, pipeline_id, stage_id, id) where deleted_at is null;
create index leads_by_update on leads (account_id, updated_at, id) where deleted_at is null;

create table contacts (
    account_id     bigint not null references accounts (account_id),
    id             bigint not null,
    name           text not null,
    folded         text not null,
    first_name     text not null,
    last_name      text not null,
    responsible_id bigint not null,
    created_by     bigint not null,
    updated_by     bigint not null,
    created_at     bigint not null,
    updated_at     bigint not null,
    deleted_at     bigint,
    primary key (account_id, id)
);
create index contacts_by_update on contacts (account_id, updated_at, id) where deleted_at is null;

create table lead_contacts (
    account_id bigint not null,
    lead_id    bigint not null,
    contact_id bigint not null,
    position   bigint not null,
    is_main    bigint not null,
    primary key (account_id, lead_id, contact_id),
    foreign key (account_id, lead_id) references leads (account_id, id),
    foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index lead_contacts_by_contact on lead_contacts (account_id, contact_id, lead_id);
create unique index lead_contacts_one_main on lead_contacts (account_id, lead_id) where is_main = 1;

-- Counters kept in the same commit as the leads; a stage has several shards where many writers meet (PostgreSQL).
create table stage_totals (
    account_id  bigint not null,
    pipeline_id bigint not null,
    stage_id    bigint not null,
    shard       bigint not null,
    n_leads     bigint not null,
    price_sum   bigint not null,
    primary key (account_id, pipeline_id, stage_id, shard)
);

-- The log of what happened. `xact` orders commits on PostgreSQL; SQLite has one writer and needs none.
create table events (
    account_id    bigint not null,
    id            bigint not null,
    lead_id       bigint not null,
    kind          bigint not null,
    pipeline_id   bigint not null,
    stage_id      bigint not null,
    from_pipeline bigint,
    from_stage    bigint,
    author        bigint not null,
    cause_event   bigint,
    cause_trigger bigint,
    depth         bigint not null,
    at            bigint not null,
    data          text,
    xact          bigint not null default (pg_current_xact_id()::text::bigint),
    primary key (account_id, id)
);
create index events_in_commit_order on events (account_id, xact, id);
create index events_by_lead on events (account_id, lead_id, id);

-- What was weighed and found wanting: one packed row per event that had candidates.
create table evaluations (
    account_id bigint not null,
    event_id   bigint not null,
    version    bigint not null,
    n_fired    bigint not null,
    n_refused  bigint not null,
    packed     text not null,
    primary key (account_id, event_id)
);

-- Every version of every trigger; the current one has no `until`.
create table triggers (
    account_id bigint not null references accounts (account_id),
    id         bigint not null,
    since      bigint not null,
    until      bigint,
    name       text not null,
    is_enabled bigint not null,
    widget_id  bigint,
    rule       text not null,
    author     bigint not null,
    changed_at bigint not null,
    primary key (account_id, id, since)
);
create index triggers_current on triggers (account_id, id) where until is null;

create table blobs (
    account_id bigint not null references accounts (account_id),
    hash       text not null,
    n          bigint not null,
    bytes      bytea not null,
    primary key (account_id, hash, n)
);

create table widgets (
    account_id       bigint not null references accounts (account_id),
    id               bigint not null,
    code             text not null,
    version          text not null,
    manifest         text not null,
    locales          text not null,
    webhook_url      text,
    hook_encoding    bigint,
    is_encoding_learned bigint not null,
    retry_policy     bigint not null,
    is_active        bigint not null,
    created_at       bigint not null,
    updated_at       bigint not null,
    deleted_at       bigint,
    primary key (account_id, id)
);
create unique index widgets_by_code on widgets (account_id, code) where deleted_at is null;

create table widget_files (
    account_id bigint not null,
    widget_id  bigint not null,
    path       text not null,
    hash       text not null,
    size       bigint not null,
    primary key (account_id, widget_id, path),
    foreign key (account_id, widget_id) references widgets (account_id, id)
);
create index widget_files_by_hash on widget_files (account_id, hash);

create table receivers (
    account_id           bigint not null references accounts (account_id),
    id                   bigint not null,
    url                  text not null,
    retries_paused_until bigint not null,
    primary key (account_id, id),
    unique (account_id, url)
);

-- A trigger that fired. State: 0 waiting, 1 acted, 2 dropped.
create table runs (
    account_id  bigint not null,
    id          bigint not null,
    event_id    bigint not null,
    trigger_id  bigint not null,
    version     bigint not null,
    lead_id     bigint not null,
    code        bigint not null,
    direction   bigint,
    state       bigint not null,
    due         bigint not null,
    created_at  bigint not null,
    finished_at bigint,
    reason      text,
    primary key (account_id, id),
    check ((state = 0) = (finished_at is null)),
    check ((state = 2) = (reason is not null))
);
create index runs_waiting on runs (due, account_id, id) where state = 0;
create index runs_by_lead on runs (account_id, lead_id, id);
create index runs_waiting_by_trigger on runs (account_id, trigger_id) where state = 0;

-- Work that is due at a time. State: 0 pending, 1 leased, 2 delivered, 3 dead, 4 unknown.
create table jobs (
    account_id  bigint not null,
    id          bigint not null,
    kind        bigint not null,
    state       bigint not null,
    due         bigint not null,
    blocked_by  bigint,
    leased_by   bigint,
    tries       bigint not null,
    n_attempts  bigint not null,
    lead_id     bigint not null,
    receiver_id bigint not null,
    event_id    bigint not null,
    run_id      bigint not null,
    trigger_id  bigint not null,
    widget_id   bigint,
    encoding    bigint not null,
    retry_policy bigint not null,
    body        text not null,
    replay_of   bigint,
    created_at  bigint not null,
    finished_at bigint,
    last_status bigint,
    last_error  text,
    primary key (account_id, id),
    check ((state = 1) = (leased_by is not null)),
    check ((state >= 2) = (finished_at is not null)),
    check (blocked_by is null or state = 0)
);
create index jobs_due on jobs (due, account_id, id) where state = 0 and blocked_by is null;
create index jobs_leased on jobs (leased_by) where state = 1;
create index jobs_lane on jobs (account_id, receiver_id, lead_id, id) where state < 2;
create index jobs_blocked on jobs (account_id, blocked_by) where blocked_by is not null;
create index jobs_by_lead on jobs (account_id, lead_id, id);
create index jobs_dead on jobs (account_id, state, id) where state >= 3;

create table attempts (
    account_id  bigint not null,
    job_id      bigint not null,
    n           bigint not null,
    started_at  bigint not null,
    duration_us bigint not null,
    outcome     text not null,
    status      bigint,
    encoding    bigint not null,
    error       text,
    answer_headers text,
    answer      bytea,
    is_answer_cut bigint not null,
    primary key (account_id, job_id, n)
);

-- A second wall between accounts: even a forgotten condition in a query sees only the account of its transaction.
do $$
declare t record;
begin
    for t in select c.table_name from information_schema.columns c
             where c.table_schema = current_schema() and c.column_name = 'account_id' loop
        execute format('alter table %I enable row level security', t.table_name);
        execute format('alter table %I force row level security', t.table_name);
        execute format(
            'create policy one_account on %I using (current_setting(''pipewright.account'', true) in (''*'', account_id::text))',
            t.table_name);
    end loop;
end $$;
