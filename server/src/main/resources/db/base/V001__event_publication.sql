-- Spring Modulith's event publications: an event of one feature, on its way to a listener of another.
create table base.event_publication (
    id uuid primary key,
    listener_id text not null,
    event_type text not null,
    serialized_event text not null,
    publication_date timestamptz not null,
    completion_date timestamptz,
    status text,
    completion_attempts int,
    last_resubmission_date timestamptz
);
create index event_publication_by_completion on base.event_publication (completion_date);
