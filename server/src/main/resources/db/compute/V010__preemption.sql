-- Whether its program stores checkpoints: UNKNOWN until the first one, NO where it did not answer when it was asked.
alter table compute.session add column can_checkpoint text not null default 'UNKNOWN';
update compute.session set can_checkpoint = 'YES' where id in (
    select a.session_id from compute.attempt a join compute.checkpoint c on c.attempt_id = a.id);

-- A session that a person holds back gets no slot.
alter table compute.session add column paused_at timestamptz;
alter table compute.session add column paused_by text;
alter table compute.session add column pause_reason text;

-- An attempt that shall make room. It stands from the request on, so that the order outlives every process.
create table compute.preemption (
    attempt_id uuid primary key references compute.attempt,
    cause jsonb not null,
    actor text not null,
    requested_at timestamptz not null,
    saved_at timestamptz,
    ended_at timestamptz
);

-- What stopping and starting costs, measured. Seconds without a checkpoint are seconds of work that an end loses.
create table compute.attempt_cost (
    attempt_id uuid primary key references compute.attempt,
    resumed boolean not null,
    start_seconds double precision not null,
    running_at timestamptz not null,
    saves int not null default 0,
    saved_seconds double precision not null default 0,
    last_saved_at timestamptz,
    lost_seconds double precision
);
