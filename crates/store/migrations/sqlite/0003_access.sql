-- Programs of others that act for users. The secret is sealed with the installation's key: one-time tokens are signed
-- with it, so a hash would not do.
create table integrations (
    account_id    integer not null references accounts,
    client        text not null,
    name          text not null,
    description   text not null,
    redirects     text not null, -- One address per line.
    uninstall_url text,
    scopes        text not null, -- Words with spaces between them.
    widget_code   text,
    sealed_secret text not null,
    is_enabled    integer not null,
    created_at    integer not null,
    updated_at    integer not null,
    primary key (account_id, client)
) strict, without rowid;
create unique index integrations_by_client on integrations (client);
create unique index integrations_by_widget on integrations (account_id, widget_code) where widget_code is not null;

-- What a user allowed an integration: the family of all tokens that came of one code.
create table grants (
    account_id integer not null,
    id         text not null,
    client     text not null,
    user_id    integer not null,
    scopes     text not null,
    created_at integer not null,
    revoked_at integer,
    primary key (account_id, id),
    foreign key (account_id, client) references integrations
) strict, without rowid;
create index grants_by_client on grants (account_id, client, user_id, created_at) where revoked_at is null;

-- Codes wait for their exchange; only the hash is kept. A used one stays until it expires, so that a second use is told
-- from a code that never was.
create table grant_codes (
    account_id integer not null,
    code_hash  text not null,
    client     text not null,
    user_id    integer not null,
    scopes     text not null,
    redirect   text not null,
    expires_at integer not null,
    used_at    integer,
    primary key (account_id, code_hash),
    foreign key (account_id, client) references integrations
) strict, without rowid;
create index grant_codes_by_expiry on grant_codes (account_id, expires_at);

create table refresh_tokens (
    account_id integer not null,
    token_hash text not null,
    grant_id   text not null,
    expires_at integer not null,
    used_at    integer,
    n_uses     integer not null,
    primary key (account_id, token_hash),
    foreign key (account_id, grant_id) references grants,
    check ((n_uses > 0) = (used_at is not null))
) strict, without rowid;
create unique index refresh_tokens_by_hash on refresh_tokens (token_hash);
create index refresh_tokens_by_grant on refresh_tokens (account_id, grant_id);
create index refresh_tokens_by_expiry on refresh_tokens (account_id, expires_at);

-- Answers to changes that carried an Idempotency-Key, written in the commit of the change. Without a status the change
-- is under way, or was cut off.
create table idempotency_keys (
    account_id   integer not null references accounts,
    caller       text not null,
    key          text not null,
    request_hash text not null,
    expires_at   integer not null,
    status       integer,
    content_type text,
    body         blob,
    primary key (account_id, caller, key),
    check ((status is null) = (body is null))
) strict, without rowid;
create index idempotency_keys_by_expiry on idempotency_keys (account_id, expires_at);

insert into sqlite_stat1 (tbl, idx, stat) values
    ('integrations', 'integrations', '200 20 1'),
    ('integrations', 'integrations_by_client', '200 1'),
    ('integrations', 'integrations_by_widget', '100 10 1'),
    ('grants', 'grants', '2000 200 1'),
    ('grants', 'grants_by_client', '1000 100 10 2 1'),
    ('grant_codes', 'grant_codes', '200 20 1'),
    ('grant_codes', 'grant_codes_by_expiry', '200 20 1 1'),
    ('refresh_tokens', 'refresh_tokens', '100000 10000 1'),
    ('refresh_tokens', 'refresh_tokens_by_hash', '100000 1'),
    ('refresh_tokens', 'refresh_tokens_by_grant', '100000 10000 90 1'),
    ('refresh_tokens', 'refresh_tokens_by_expiry', '100000 10000 2 1'),
    ('idempotency_keys', 'idempotency_keys', '100000 10000 1000 1'),
    ('idempotency_keys', 'idempotency_keys_by_expiry', '100000 10000 2 1 1');
