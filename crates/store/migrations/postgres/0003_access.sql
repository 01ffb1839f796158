-- Programs of others that act for users. The secret is sealed with the installation's key: one-time tokens are signed
-- with it, so a hash would not do.
create table integrations (
    account_id    bigint not null references accounts,
    client        text not null,
    name          text not null,
    description   text not null,
    redirects     text not null, -- One address per line.
    uninstall_url text,
    scopes        text not null, -- Words with spaces between them.
    widget_code   text,
    sealed_secret text not null,
    is_enabled    bigint not null,
    created_at    bigint not null,
    updated_at    bigint not null,
    primary key (account_id, client)
);
create unique index integrations_by_client on integrations (client);
create unique index integrations_by_widget on integrations (account_id, widget_code) where widget_code is not null;

-- What a user allowed an integration: the family of all tokens that came of one code.
create table grants (
    account_id bigint not null,
    id         text not null,
    client     text not null,
    user_id    bigint not null,
    scopes     text not null,
    created_at bigint not null,
    revoked_at bigint,
    primary key (account_id, id),
    foreign key (account_id, client) references integrations
);
create index grants_by_client on grants (account_id, client, user_id, created_at) where revoked_at is null;

-- Codes wait for their exchange; only the hash is kept. A used one stays until it expires, so that a second use is told
-- from a code that never was.
create table grant_codes (
    account_id bigint not null,
    code_hash  text not null,
    client     text not null,
    user_id    bigint not null,
    scopes     text not null,
    redirect   text not null,
    expires_at bigint not null,
    used_at    bigint,
    primary key (account_id, code_hash),
    foreign key (account_id, client) references integrations
);
create index grant_codes_by_expiry on grant_codes (account_id, expires_at);

create table refresh_tokens (
    account_id bigint not null,
    token_hash text not null,
    grant_id   text not null,
    expires_at bigint not null,
    used_at    bigint,
    n_uses     bigint not null,
    primary key (account_id, token_hash),
    foreign key (account_id, grant_id) references grants,
    check ((n_uses > 0) = (used_at is not null))
);
create unique index refresh_tokens_by_hash on refresh_tokens (token_hash);
create index refresh_tokens_by_grant on refresh_tokens (account_id, grant_id);
create index refresh_tokens_by_expiry on refresh_tokens (account_id, expires_at);

-- Answers to changes that carried an Idempotency-Key, written in the commit of the change. Without a status the change
-- is under way, or was cut off.
create table idempotency_keys (
    account_id   bigint not null references accounts,
    caller       text not null,
    key          text not null,
    request_hash text not null,
    expires_at   bigint not null,
    status       bigint,
    content_type text,
    body         bytea,
    primary key (account_id, caller, key),
    check ((status is null) = (body is null))
);
create index idempotency_keys_by_expiry on idempotency_keys (account_id, expires_at);

do $$
declare name text;
begin
    foreach name in array array['integrations', 'grants', 'grant_codes', 'refresh_tokens', 'idempotency_keys'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy one_account on %I using (current_setting(''pipewright.account'', true) in (''*'', account_id::text))',
            name);
    end loop;
end $$;
