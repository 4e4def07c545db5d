-- Which transaction wrote a row last, of what decisions are made from: whoever has read them all reads from then on those
-- alone that were written since (`RosterRepository`). Only columns that decisions look at count.
create function compute.stamp() returns trigger language plpgsql as $$
begin
    new.changed := pg_current_xact_id();
    return new;
end
$$;

alter table compute.session add column changed xid8 not null default '0';
alter table compute.curve add column changed xid8 not null default '0';
alter table compute.attempt add column changed xid8 not null default '0';
alter table compute.attempt_cost add column changed xid8 not null default '0';
create index session_changed on compute.session (changed);
create index curve_changed on compute.curve (changed);
create index attempt_changed on compute.attempt (changed);
create index attempt_cost_changed on compute.attempt_cost (changed);

create trigger stamp before insert or update of project_id, kind, state, command, cpus, memory_bytes, gpus, nodes, pool,
    created_at, ended_at, paused_at, retry_at on compute.session
    for each row execute function compute.stamp();
create trigger stamp before insert or update of grouped_by, minimize, times_ms, points, evaluated on compute.curve
    for each row execute function compute.stamp();
create trigger stamp before insert or update of session_id, state, fenced_at on compute.attempt
    for each row execute function compute.stamp();
create trigger stamp before insert or update of running_at on compute.attempt_cost
    for each row execute function compute.stamp();

-- What decisions saw of those who compete with each other, as gzipped JSON under the first half of its SHA-256: stored
-- once, however many decisions saw the same.
create table compute.decision_group (
    id uuid primary key,
    content bytea not null
);

-- The groups of a decision's picture, which `inputs` names. Decisions from before hold theirs in `inputs` itself.
alter table compute.decision add column groups uuid[] not null default '{}';
