create table compute.program (
    id uuid primary key,
    project_id uuid not null,
    sha256 text not null,
    file_count int not null,
    size_bytes bigint not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (project_id, sha256)
);

create table compute.program_file (
    program_id uuid not null references compute.program,
    path text not null,
    sha256 text not null,
    size_bytes bigint not null,
    executable boolean not null,
    primary key (program_id, path)
);

create table compute.session (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    kind text not null,
    state text not null,
    reason text not null,
    recipe text,
    program_id uuid references compute.program,
    command jsonb not null,
    mounts jsonb not null,
    environment jsonb not null,
    context jsonb not null,
    cpus double precision not null,
    memory_bytes bigint not null,
    gpus int not null,
    wall_seconds bigint not null,
    created_by text not null,
    by_platform boolean not null,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    stop_reason text,
    stop_actor text,
    log_chunks bigint not null default 0,
    log_bytes bigint not null default 0,
    check ((recipe is null) <> (program_id is null))
);
create index session_by_project on compute.session (project_id, id);
create index session_open on compute.session (state) where ended_at is null;

create table compute.transition (
    session_id uuid not null references compute.session,
    number int not null,
    from_state text,
    state text not null,
    time timestamptz not null default now(),
    cause text not null,
    actor text not null,
    attempt int,
    exit_code int,
    primary key (session_id, number)
);

-- An attempt whose fenced_at is set is over for its agent. It is settled once nothing of it is left on the machine.
create table compute.attempt (
    id uuid primary key,
    session_id uuid not null references compute.session,
    number int not null,
    state text not null,
    cause text not null,
    work_order jsonb,
    handle text,
    state_number int not null default 0,
    next_log bigint not null default 1,
    memory_bytes bigint,
    cpu_seconds double precision,
    created_at timestamptz not null default now(),
    spawned_at timestamptz,
    heartbeat_at timestamptz,
    fenced_at timestamptz,
    settled_at timestamptz,
    unique (session_id, number)
);
create unique index attempt_one_open on compute.attempt (session_id) where fenced_at is null;
create index attempt_unsettled on compute.attempt (created_at) where settled_at is null;

create table compute.slot (
    name text primary key,
    kind text not null,
    number int not null,
    present boolean not null
);

-- Who holds what is derived from these rows alone; the index lets nobody hold a slot that is held.
create table compute.lease (
    attempt_id uuid not null references compute.attempt,
    slot text not null references compute.slot,
    from_time timestamptz not null default now(),
    until_time timestamptz,
    primary key (attempt_id, slot)
);
create unique index lease_one_holder on compute.lease (slot) where until_time is null;

create table compute.log_chunk (
    session_id uuid not null references compute.session,
    number bigint not null,
    attempt_id uuid not null references compute.attempt,
    attempt_chunk bigint not null,
    time timestamptz not null,
    text text not null,
    primary key (session_id, number),
    unique (attempt_id, attempt_chunk)
);

create table compute.checkpoint (
    attempt_id uuid not null references compute.attempt,
    number int not null,
    size_bytes bigint not null,
    sha256 text not null,
    stored_at timestamptz not null default now(),
    primary key (attempt_id, number)
);

create table compute.output (
    session_id uuid not null references compute.session,
    path text not null,
    attempt_id uuid not null references compute.attempt,
    size_bytes bigint not null,
    sha256 text not null,
    primary key (session_id, path)
);
