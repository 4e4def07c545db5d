-- Metrics as a journal, chunks and sums (docs/adr/0061). Points are no longer rows of their own.
create table tracking.metric_key (
    id int generated always as identity primary key,
    key text not null unique
);
insert into tracking.metric_key (key) select distinct key from tracking.series order by key;

-- What was logged, as it came: one row per request and run. `data` is JournalFormat's. A row is settled once `series`
-- counts its points, and goes when `chunk` holds them. No foreign key: nothing in this schema deletes a run.
create table tracking.journal (
    seq bigint generated always as identity,
    run_id bigint not null,
    points int not null,
    settled boolean not null default false,
    written_at timestamptz not null default now(),
    data bytea not null,
    primary key (run_id, seq)
) with (fillfactor = 80);
alter table tracking.journal alter column data set storage external;
create index journal_unsettled on tracking.journal (run_id) where not settled;

-- Points at rest, in the order in which they were logged. `data` is ChunkFormat's. Rows with `key_id` 0 hold what is
-- short of many series together, and are written anew whenever the run is compacted; the others are never changed.
create table tracking.chunk (
    run_id bigint not null,
    key_id int not null,
    ordinal int not null,
    points int not null,
    min_step bigint not null,
    max_step bigint not null,
    min_ms bigint not null,
    max_ms bigint not null,
    climbs boolean not null,
    data bytea not null,
    primary key (run_id, key_id, ordinal)
);
alter table tracking.chunk alter column data set storage external;

insert into tracking.journal (run_id, points, settled, data)
select run_id, count(*), true,
       '\x00'::bytea || int4send(key_id) || int4send(cast(count(*) as int))
           || string_agg(int8send(step) || int8send(ms) || float8send(value), ''::bytea order by step, ms, value)
from (
    select s.run_id, k.id as key_id, p.step, p.ms, p.value,
           (row_number() over (partition by p.series_id order by p.step, p.ms, p.value) - 1) / 4096 as part
    from tracking.point p
    join tracking.series s on s.id = p.series_id
    join tracking.metric_key k on k.key = s.key
) as old
group by run_id, key_id, part
order by run_id, key_id, part;
drop table tracking.point;

-- One row per run and metric key, the sums over its points: `last` is the greatest by (step, time, value), `first` the
-- least; NaN takes no part in min and max.
alter table tracking.series rename to series_before;
create table tracking.series (
    run_id bigint not null,
    key_id int not null,
    n int not null,
    last_step bigint not null,
    last_ms bigint not null,
    last_value double precision not null,
    first_step bigint not null,
    first_ms bigint not null,
    first_value double precision not null,
    min_value double precision,
    min_step bigint,
    max_value double precision,
    max_step bigint
);
insert into tracking.series
select s.run_id, k.id, cast(s.n as int), s.last_step, s.last_ms, s.last_value,
       s.first_step, s.first_ms, s.first_value, s.min_value, s.min_step, s.max_value, s.max_step
from tracking.series_before s
join tracking.metric_key k on k.key = s.key
where s.n > 0
order by s.run_id, k.id;
drop table tracking.series_before;
alter table tracking.series add primary key (run_id, key_id);

-- Raised with every change of what the run shows, so that what was made of it can be kept until then.
alter table tracking.run add column version bigint not null default 0;
