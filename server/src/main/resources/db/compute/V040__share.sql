-- What a project may have of the room: its weight among the projects, and its quotas. A project without a row has the
-- weight 1 and no quota; null is no quota.
create table compute.share (
    project_id uuid primary key,
    weight double precision not null default 1 check (weight > 0),
    gpus_max int check (gpus_max >= 0),
    cpus_max int check (cpus_max >= 0),
    gpu_hours_per_month double precision check (gpu_hours_per_month >= 0),
    set_by text not null,
    set_at timestamptz not null default now()
);
-- Use within a time is asked for by its end.
create index lease_by_end on compute.lease (until_time);
