create table sweeps.sweep (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    state text not null,
    reason jsonb not null,
    algorithm text not null,
    seed bigint not null,
    parameters jsonb not null,
    objective jsonb not null,
    early_stop jsonb,
    job jsonb,
    trials int not null,
    parallel int not null,
    slot_hours double precision,
    account_id uuid not null,
    permissions jsonb,
    created_by text not null,
    created_at timestamptz not null default now(),
    resumed_at timestamptz not null default now(),
    ended_at timestamptz,
    archived_at timestamptz,
    unique (project_id, name)
);
create index sweep_by_project on sweeps.sweep (project_id, id);

create table sweeps.trial (
    id uuid primary key,
    sweep_id uuid not null references sweeps.sweep,
    number int not null,
    state text not null,
    reason jsonb not null,
    parameters jsonb not null,
    value double precision,
    seen_value double precision,
    seen_step bigint,
    submissions int not null default 0,
    session_id uuid,
    run_id text,
    slot_seconds double precision not null default 0,
    -- of its sessions before the latest
    earlier_slot_seconds double precision not null default 0,
    -- whether nothing more is to be learned of it or of its session
    settled boolean not null default false,
    ask_key text,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    unique (sweep_id, number),
    unique (sweep_id, ask_key)
);
create index trial_unsettled on sweeps.trial (sweep_id) where not settled;

create table sweeps.rung (
    sweep_id uuid not null references sweeps.sweep,
    trial_id uuid not null references sweeps.trial,
    step bigint not null,
    value double precision not null,
    primary key (trial_id, step)
);
create index rung_by_step on sweeps.rung (sweep_id, step);
