-- A pool is a set of nodes whose slots one engine serves by one policy. `local` is this machine.
create table compute.pool (
    name text primary key,
    engine text not null,
    policy text not null default 'ROUND_ROBIN',
    open boolean not null default true,
    settings jsonb not null default '{}',
    created_at timestamptz not null default now()
);
insert into compute.pool (name, engine) values ('local', 'LOCAL');

-- What a node has for sessions, as its engine last told; `present` is false for one that it told of no longer.
create table compute.node (
    pool text not null references compute.pool,
    name text not null,
    memory_bytes bigint not null,
    present boolean not null,
    primary key (pool, name)
);

alter table compute.slot add column pool text not null default 'local' references compute.pool;
alter table compute.slot add column node text not null default '';
alter table compute.session add column pool text not null default 'local' references compute.pool;
-- Where the attempt itself runs: a session may wait for another pool afterwards.
alter table compute.attempt add column pool text not null default 'local' references compute.pool;
create index session_waiting on compute.session (pool, id) where state = 'WAITING';
