-- For how long a session keeps its slots before others are weighed against it; 0: to its end. Asked of policies that
-- decide by slices.
alter table compute.pool add column slice_seconds int not null default 600 check (slice_seconds >= 0);

-- What is known of how well a session does: the points of its objective as its program logged them, and what the
-- platform itself found at the end. Read anew from its sources while it can change.
create table compute.curve (
    session_id uuid primary key references compute.session,
    -- what it competes on, such as a problem or a sweep; null where nothing tells
    grouped_by text,
    minimize boolean not null,
    times_ms bigint[] not null,
    points double precision[] not null,
    evaluated double precision,
    settled boolean not null,
    read_at timestamptz not null
);
create index curve_by_group on compute.curve (grouped_by);
create index curve_unsettled on compute.curve (session_id) where not settled;

-- Since when a project counts among those who share a pool's slots of a kind, and the virtual time with which it came.
-- What it has had since then is derived from leases.
create table compute.fair_clock (
    pool text not null references compute.pool,
    slot_kind text not null,
    project_id uuid not null,
    base double precision not null,
    since timestamptz not null,
    primary key (pool, slot_kind, project_id)
);

-- Who got slots, or kept them, and why. `inputs` is the whole picture, gzipped JSON: the same picture gives the same
-- choice again.
create table compute.decision (
    id uuid primary key,
    pool text not null references compute.pool,
    number bigint not null,
    time timestamptz not null,
    policy text not null,
    occasion text not null,
    slot_kind text not null,
    session_id uuid not null references compute.session,
    project_id uuid not null,
    -- the attempt that began, or whose slice was over
    attempt_id uuid not null references compute.attempt,
    reason jsonb not null,
    seed bigint not null,
    probability double precision,
    value double precision,
    best double precision,
    virtual_time double precision,
    least double precision,
    eligible int not null,
    slice_seconds double precision not null,
    inputs bytea,
    -- of one that made room: when the session for which it did got its slots
    fulfilled_at timestamptz,
    -- what became of the probability; null: not known yet, or nothing to know
    renewed_in_slice boolean,
    renewed_at_end boolean,
    unique (pool, number)
);
create index decision_latest on compute.decision (pool, slot_kind, number);
create index decision_by_attempt on compute.decision (attempt_id, time);
create index decision_open on compute.decision (time) where probability is not null and renewed_at_end is null;
create index decision_promise on compute.decision (pool) where occasion = 'SWITCH' and fulfilled_at is null;
create index decision_by_time on compute.decision (time);

create table compute.decision_candidate (
    decision_id uuid not null references compute.decision on delete cascade,
    session_id uuid not null references compute.session,
    place int not null,
    probability double precision,
    value double precision,
    reason jsonb not null,
    primary key (decision_id, session_id)
);
create index decision_candidate_by_session on compute.decision_candidate (session_id, decision_id);
