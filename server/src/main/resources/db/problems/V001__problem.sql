-- What runs compete on. The version whose hidden part judges never changes: another judge is another problem.
create table problems.problem (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    task text not null,
    metric text not null,
    direction text not null,
    dataset_id uuid not null,
    hidden_version_id uuid not null,
    hidden_part text not null,
    experiment_id bigint not null unique,
    created_by text not null,
    created_at timestamptz not null default now()
);
create unique index problem_by_name on problems.problem (project_id, lower(name));
create index problem_by_project on problems.problem (project_id, id);
