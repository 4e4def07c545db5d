-- Experiments, runs, what runs log, and their artifacts. Times are Unix milliseconds, as on MLflow's wire.
create table tracking.experiment (
    id bigint generated always as identity primary key,
    project_id uuid not null,
    problem_id uuid unique,
    name text not null,
    artifact_location text,
    deleted boolean not null default false,
    created_ms bigint not null,
    updated_ms bigint not null
);
-- MLflow's rule: a name stays taken while a deleted experiment bears it.
create unique index experiment_by_name on tracking.experiment (project_id, name);

create table tracking.experiment_tag (
    experiment_id bigint not null references tracking.experiment,
    key text not null,
    value text not null,
    primary key (experiment_id, key)
);

-- `id` is for joins alone; the world knows `uuid`, 32 hexadecimal digits.
create table tracking.run (
    id bigint generated always as identity primary key,
    uuid text not null unique,
    project_id uuid not null,
    experiment_id bigint not null references tracking.experiment,
    problem_id uuid,
    session_id uuid,
    -- A run that a session's program made beside the session's own.
    nested boolean not null default false,
    name text not null,
    user_name text not null,
    status text not null,
    started_ms bigint not null,
    ended_ms bigint,
    deleted boolean not null default false,
    -- Deleted together with its experiment, and restored with it.
    deleted_with_experiment boolean not null default false,
    -- RunEnded went out for a session's own run.
    session_ended boolean not null default false
);
create index run_by_experiment on tracking.run (experiment_id, started_ms desc, uuid);
create index run_by_project on tracking.run (project_id, started_ms desc, uuid);
create index run_by_problem on tracking.run (problem_id, started_ms desc, uuid) where problem_id is not null;
create unique index run_by_session on tracking.run (session_id) where not nested;
create index run_nested_by_session on tracking.run (session_id) where nested;

create table tracking.param (
    run_id bigint not null references tracking.run,
    key text not null,
    value text not null,
    primary key (run_id, key)
);

create table tracking.tag (
    run_id bigint not null references tracking.run,
    key text not null,
    value text not null,
    primary key (run_id, key)
);

-- One row per run and metric key: the sums over its points, kept in the transaction that adds them. `last` is the
-- greatest by (step, time, value), `first` the least; NaN takes no part in min and max.
create table tracking.series (
    id bigint generated always as identity primary key,
    run_id bigint not null references tracking.run,
    key text not null,
    n bigint not null default 0,
    first_step bigint,
    first_ms bigint,
    first_value double precision,
    last_step bigint,
    last_ms bigint,
    last_value double precision,
    min_value double precision,
    min_step bigint,
    max_value double precision,
    max_step bigint,
    unique (run_id, key)
);

-- The key is the whole row: the same point twice is one point (NaN equals NaN in PostgreSQL's order).
create table tracking.point (
    series_id bigint not null references tracking.series,
    step bigint not null,
    ms bigint not null,
    value double precision not null,
    primary key (series_id, step, ms, value)
);

create table tracking.run_input (
    run_id bigint not null references tracking.run,
    name text not null,
    digest text not null,
    source_type text not null,
    source text not null,
    schema text,
    profile text,
    context text not null,
    tags text not null,
    primary key (run_id, name, digest)
);

create table tracking.run_output (
    run_id bigint not null references tracking.run,
    model_id text not null,
    step bigint not null,
    primary key (run_id, model_id)
);

create table tracking.logged_model (
    model_id text primary key,
    project_id uuid not null,
    experiment_id bigint not null references tracking.experiment,
    source_run_id text,
    name text not null,
    model_type text,
    status text not null,
    status_message text,
    deleted boolean not null default false,
    created_ms bigint not null,
    updated_ms bigint not null
);
create index logged_model_by_experiment on tracking.logged_model (experiment_id, created_ms desc, model_id);

create table tracking.logged_model_param (
    model_id text not null references tracking.logged_model,
    key text not null,
    value text not null,
    primary key (model_id, key)
);

create table tracking.logged_model_tag (
    model_id text not null references tracking.logged_model,
    key text not null,
    value text not null,
    primary key (model_id, key)
);

-- The owner is a run's uuid or a logged model's id. The bytes lie in the object store.
create table tracking.artifact (
    owner_id text not null,
    path text collate "C" not null,
    size_bytes bigint not null,
    sha256 text not null,
    primary key (owner_id, path)
);
