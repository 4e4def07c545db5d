-- The version of the routing table: raised in the same transaction as every change that the table shows.
create table serving.routing (
    one boolean primary key default true check (one),
    version bigint not null
);
insert into serving.routing (version) values (1);

create table serving.endpoint (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    follow_champion boolean not null,
    problem_id uuid,
    created_by text not null,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    check (not follow_champion or problem_id is not null)
);
create unique index endpoint_by_name on serving.endpoint (project_id, lower(name)) where deleted_at is null;
create index endpoint_by_problem on serving.endpoint (problem_id) where follow_champion and deleted_at is null;

-- `ready_at` is the first time that serve answered with it. The live one is the newest that is not retired and has
-- not failed before it was ever ready.
create table serving.deployment (
    id uuid primary key,
    endpoint_id uuid not null references serving.endpoint,
    number int not null,
    version_id uuid not null,
    model_id uuid not null,
    model_name text not null,
    model_version int not null,
    problem_id uuid,
    cause text not null,
    state text not null,
    reason text,
    created_by text not null,
    created_at timestamptz not null default now(),
    ready_at timestamptz,
    retired_at timestamptz,
    unique (endpoint_id, number)
);
create index deployment_by_version on serving.deployment (version_id) where retired_at is null;

create table serving.deployment_file (
    deployment_id uuid not null references serving.deployment,
    path text not null,
    size_bytes bigint not null,
    sha256 text not null,
    primary key (deployment_id, path)
);
create index deployment_file_by_hash on serving.deployment_file (sha256);

-- Of a key only its sha256 is kept.
create table serving.api_key (
    id uuid primary key,
    project_id uuid not null,
    endpoint_id uuid references serving.endpoint,
    name text not null,
    sha256 text not null unique,
    per_second int not null,
    per_day bigint not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
create index api_key_by_project on serving.api_key (project_id, id);

-- Only ever added to.
create table serving.usage_event (
    id uuid primary key,
    time timestamptz not null,
    key_id uuid,
    project_id uuid not null,
    endpoint_id uuid not null,
    deployment_id uuid,
    model_version text,
    status int not null,
    row_count bigint not null,
    latency_us bigint not null
);
create index usage_event_by_endpoint on serving.usage_event (endpoint_id, time);
create index usage_event_by_key on serving.usage_event (key_id, time);

-- `id` is that of the usage event, which is the request's id.
create table serving.sample (
    id uuid primary key,
    time timestamptz not null,
    key_id uuid,
    project_id uuid not null,
    endpoint_id uuid not null,
    deployment_id uuid not null,
    version_id uuid not null,
    purpose text not null,
    input double precision[] not null,
    scores double precision[] not null,
    answer text not null
);
create index sample_by_endpoint on serving.sample (endpoint_id, id);
create index sample_by_key on serving.sample (key_id);

create table serving.acceptance (
    id uuid primary key,
    endpoint_id uuid not null references serving.endpoint,
    project_id uuid not null,
    problem_id uuid not null,
    part text not null,
    state text not null,
    reason text,
    accepted_by uuid not null,
    accepted_by_name text not null,
    dataset_id uuid,
    dataset_version int,
    dataset_version_id uuid,
    accepted int not null default 0,
    rejected int not null default 0,
    created_at timestamptz not null default now(),
    ended_at timestamptz
);
create index acceptance_pending on serving.acceptance (created_at) where state = 'PENDING';

-- What somebody says the answer to a sample should have been; in quarantine while WAITING. `key_id` is null where a
-- member said it on the page, whose name is then `said_by`.
create table serving.correction (
    id uuid primary key,
    time timestamptz not null,
    key_id uuid,
    said_by text,
    endpoint_id uuid not null,
    sample_id uuid not null,
    label text not null,
    state text not null,
    reason text,
    acceptance_id uuid references serving.acceptance,
    dataset_version int,
    decided_by text,
    decided_at timestamptz
);
create index correction_by_endpoint on serving.correction (endpoint_id, state, id);
create index correction_by_sample on serving.correction (sample_id);
create index correction_by_key on serving.correction (key_id);
create index correction_by_acceptance on serving.correction (acceptance_id);
