create table models.model (
    id uuid primary key,
    project_id uuid not null,
    problem_id uuid,
    name text not null,
    created_by text not null,
    created_at timestamptz not null default now()
);
create unique index model_by_name on models.model (project_id, lower(name));
create index model_by_problem on models.model (problem_id);

-- Never changed. `files` is [{path, size_bytes, sha256}]; their bytes are objects.
create table models.version (
    id uuid primary key,
    model_id uuid not null references models.model,
    number int not null,
    origin text not null,
    run_id text unique,
    session_id uuid,
    signature jsonb not null,
    files jsonb not null,
    lineage jsonb not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (model_id, number)
);
create index version_by_session on models.version (session_id);
create index version_by_lineage on models.version using gin (lineage jsonb_path_ops);

-- One model version judged on one hidden part. `outcomes` holds one bit an item in the manifest's order, 1 for right
-- (java.util.BitSet's little-endian bytes); it is never shown.
create table models.evaluation (
    id uuid primary key,
    version_id uuid not null references models.version,
    problem_id uuid not null,
    hidden_version_id uuid not null,
    hidden_part text not null,
    state text not null,
    reason text,
    session_id uuid unique,
    items int,
    correct int,
    accuracy double precision,
    outcomes bytea,
    latency_us_median bigint,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    unique (version_id, hidden_version_id, hidden_part)
);
create index evaluation_by_problem on models.evaluation (problem_id, started_at);
create index evaluation_waiting on models.evaluation (created_at) where state = 'WAITING';

create table models.comparison (
    id uuid primary key,
    problem_id uuid not null,
    champion_version_id uuid references models.version,
    challenger_version_id uuid not null references models.version,
    hidden_version_id uuid not null,
    items int not null,
    both_right int not null,
    only_champion_right int not null,
    only_challenger_right int not null,
    both_wrong int not null,
    champion_accuracy double precision,
    challenger_accuracy double precision not null,
    rule text not null,
    p_value double precision,
    alpha double precision,
    decision text not null,
    reason text not null,
    created_at timestamptz not null default now()
);
create index comparison_by_problem on models.comparison (problem_id, id);
create index comparison_by_challenger on models.comparison (challenger_version_id);

create table models.champion (
    id uuid primary key,
    problem_id uuid not null,
    version_id uuid not null references models.version,
    comparison_id uuid not null references models.comparison,
    since timestamptz not null,
    until timestamptz
);
create unique index champion_now on models.champion (problem_id) where until is null;
create index champion_by_version on models.champion (version_id);
