-- Scorers of MLflow's clients. The content is JSON that they alone read; nothing of it is run here.
create table tracking.scorer (
    id text primary key,
    experiment_id bigint not null references tracking.experiment on delete cascade,
    name text not null,
    -- How many versions it has had.
    versions integer not null,
    unique (experiment_id, name)
);

create table tracking.scorer_version (
    scorer_id text not null references tracking.scorer on delete cascade,
    version integer not null,
    content text not null,
    created_ms bigint not null,
    primary key (scorer_id, version)
);

-- Issues of MLflow's clients: what is wrong with the answers of an experiment's traces.
create table tracking.issue (
    id text primary key,
    project_id uuid not null,
    experiment_id bigint not null references tracking.experiment on delete cascade,
    name text not null,
    description text not null,
    status text not null,
    severity text,
    -- Lists of texts as JSON.
    root_causes text not null,
    categories text not null,
    source_run_id text,
    created_by text,
    created_ms bigint not null,
    updated_ms bigint not null
);
create index issue_by_experiment on tracking.issue (experiment_id, created_ms desc, id desc);
create index issue_by_project on tracking.issue (project_id, created_ms desc, id desc);

-- What a span says in words, for searches by `trace.text`; null of spans that were kept before there was this.
alter table tracking.trace_span add column words text;
