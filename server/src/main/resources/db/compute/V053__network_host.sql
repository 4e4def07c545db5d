-- The hosts beyond the platform that the programs of a project may reach: `name` or `*.suffix`.
create table compute.network_host (
    project_id uuid not null,
    host text not null,
    added_by text not null,
    added_at timestamptz not null default now(),
    primary key (project_id, host)
);
