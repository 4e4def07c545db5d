-- The versions of prompts that a trace was made with.
create table tracking.trace_prompt (
    trace_id text not null references tracking.trace (id) on delete cascade,
    name text not null,
    version bigint not null,
    primary key (trace_id, name, version)
);
