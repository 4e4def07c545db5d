-- Traces of programs: what a call did, step by step. Ids are the clients' (`tr-` and 32 hexadecimal digits).
create table tracking.trace (
    id text primary key,
    project_id uuid not null,
    experiment_id bigint not null references tracking.experiment,
    -- The session whose program sent it.
    session_id uuid,
    client_request_id text,
    requested_ms bigint not null,
    duration_ms bigint,
    state text not null,
    request_preview text,
    response_preview text,
    -- Its client has told the whole of it; spans that come later change nothing above.
    finished boolean not null default false
);
create index trace_by_experiment on tracking.trace (experiment_id, requested_ms desc, id);

create table tracking.trace_tag (
    trace_id text not null references tracking.trace on delete cascade,
    key text not null,
    value text not null,
    primary key (trace_id, key)
);

create table tracking.trace_metadata (
    trace_id text not null references tracking.trace on delete cascade,
    key text not null,
    value text not null,
    primary key (trace_id, key)
);

create table tracking.trace_run (
    run_id text not null,
    trace_id text not null references tracking.trace on delete cascade,
    primary key (run_id, trace_id)
);
create index trace_run_by_trace on tracking.trace_run (trace_id);

-- The content is an OpenTelemetry `Span` in Protocol Buffers, deflated.
create table tracking.trace_span (
    trace_id text not null references tracking.trace on delete cascade,
    span_id text not null,
    started_ns bigint not null,
    content bytea not null,
    primary key (trace_id, span_id)
);
alter table tracking.trace_span alter column content set storage external;
