-- What an hour of a slot costs since when. Rows are only added: what was used before keeps its price.
create table compute.price (
    pool text not null,
    kind text not null,
    since timestamptz not null,
    per_hour double precision not null check (per_hour >= 0),
    set_by text not null,
    primary key (pool, kind, since)
);
