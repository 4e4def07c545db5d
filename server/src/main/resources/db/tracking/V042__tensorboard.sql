-- TensorBoard's event files among the artifacts of runs, and how far each has been read. Written in the transaction
-- that keeps the artifact; its points are added in the transaction that moves `read_bytes` on.
create table tracking.event_file (
    run_id bigint not null references tracking.run,
    path text collate "C" not null,
    size_bytes bigint not null,
    sha256 text not null,
    -- WAITING, READING, READ or FAILED
    state text not null,
    marked_at timestamptz not null default now(),
    claimed_by uuid,
    claimed_until timestamptz,
    attempts int not null default 0,
    -- Whole records up to here have been read; the hash of these bytes tells whether a file that took this one's place
    -- begins with them.
    read_bytes bigint not null default 0,
    read_sha256 text,
    points bigint not null default 0,
    problems jsonb not null default '[]',
    primary key (run_id, path)
);
create index event_file_to_read on tracking.event_file (marked_at) where state in ('WAITING', 'READING');

-- The metrics that a run's event files hold, by the scalars' names (folder and tag).
create table tracking.event_metric (
    run_id bigint not null references tracking.run,
    name text not null,
    key text not null,
    -- The run's program had logged this key itself, so the files' points are left out.
    logged_by_program boolean not null,
    primary key (run_id, name)
);

insert into tracking.event_file (run_id, path, size_bytes, sha256, state)
select run.id, artifact.path, artifact.size_bytes, artifact.sha256, 'WAITING'
from tracking.artifact
join tracking.run on run.uuid = artifact.owner_id
where artifact.path ~ '(^|/)events\.out\.tfevents\.[^/]*$';
