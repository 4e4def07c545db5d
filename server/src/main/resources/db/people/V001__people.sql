create table people.organisation (
    id uuid primary key,
    name text not null,
    created_at timestamptz not null default now()
);
create unique index organisation_by_name on people.organisation (lower(name));

create table people.unit (
    id uuid primary key,
    organisation_id uuid not null references people.organisation,
    name text not null,
    created_at timestamptz not null default now()
);
create unique index unit_by_name on people.unit (organisation_id, lower(name));

create table people.project (
    id uuid primary key,
    unit_id uuid not null references people.unit,
    name text not null,
    created_at timestamptz not null default now()
);
create unique index project_by_name on people.project (lower(name));

create table people.account (
    id uuid primary key,
    name text not null,
    display_name text not null,
    password_hash text not null,
    administrator boolean not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now()
);
create unique index account_by_name on people.account (lower(name));

create table people.membership (
    project_id uuid not null references people.project,
    account_id uuid not null references people.account,
    role text not null,
    primary key (project_id, account_id)
);
create index membership_by_account on people.membership (account_id);

-- Of a token only its sha256 is kept.
create table people.token (
    id uuid primary key,
    kind text not null,
    sha256 text not null unique,
    name text not null,
    account_id uuid references people.account,
    project_id uuid references people.project,
    session_id uuid,
    attempt_id uuid,
    permissions text[],
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
create index token_by_account on people.token (account_id);
create index token_by_session on people.token (session_id);

create table people.sign_in (
    sha256 text primary key,
    account_id uuid not null references people.account,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);

create table people.audit (
    id bigint generated always as identity primary key,
    time timestamptz not null default now(),
    actor text not null,
    actor_id uuid,
    project_id uuid,
    action text not null,
    subject text not null,
    detail text not null
);
create index audit_by_project on people.audit (project_id, id);
