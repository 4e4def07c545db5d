-- What people, programs and models say of traces: `body` is a JSON object in MLflow's words.
create table tracking.assessment (
    id text primary key,
    trace_id text not null references tracking.trace on delete cascade,
    body text not null,
    overrides text,
    valid boolean not null,
    created_ms bigint not null,
    updated_ms bigint not null
);
create index assessment_by_trace on tracking.assessment (trace_id, created_ms, id);
