-- The first estimate of when an attempt would start, in seconds from `made_at`, kept to be held against what came true.
-- Null: nothing was known.
create table compute.start_estimate (
    session_id uuid not null references compute.session,
    attempt int not null,
    made_at timestamptz not null,
    alike int not null,
    median_seconds double precision,
    low50_seconds double precision,
    high50_seconds double precision,
    low90_seconds double precision,
    high90_seconds double precision,
    primary key (session_id, attempt)
);
create index start_estimate_by_time on compute.start_estimate (made_at);
