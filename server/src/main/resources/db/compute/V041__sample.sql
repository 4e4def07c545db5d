-- Means over a minute of what nodes, GPUs and sessions used; kept for some days. What cannot be told is null.
create table compute.node_sample (
    node text not null,
    minute timestamptz not null,
    samples int not null,
    cores int not null,
    cpu_share double precision,
    memory_bytes double precision not null,
    memory_total_bytes bigint not null,
    primary key (node, minute)
);
create index node_sample_by_minute on compute.node_sample (minute);

create table compute.gpu_sample (
    node text not null,
    uuid text not null,
    minute timestamptz not null,
    samples int not null,
    number int not null,
    name text not null,
    utilisation double precision,
    memory_bytes double precision,
    memory_total_bytes bigint,
    temperature_celsius double precision,
    power_watts double precision,
    ecc_errors bigint,
    primary key (node, uuid, minute)
);
create index gpu_sample_by_minute on compute.gpu_sample (minute);

-- `cpu_seconds` as of the end of the minute: what was used in it is the difference to the one before.
create table compute.session_sample (
    attempt_id uuid not null references compute.attempt,
    minute timestamptz not null,
    samples int not null,
    cpu_seconds double precision,
    memory_bytes double precision,
    primary key (attempt_id, minute)
);
create index session_sample_by_minute on compute.session_sample (minute);
