-- What follows a lost or failed attempt; null: three lost attempts end it, a failed one does at once.
alter table compute.session add column retry jsonb;
-- It waits until then before its next attempt.
alter table compute.session add column retry_at timestamptz;

-- Why it is held back, as codes: the platform pauses sessions, too.
alter table compute.session alter column pause_reason type jsonb using jsonb_build_object(
    'text', pause_reason,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', pause_reason))));

-- When it was last seen at work, and the CPU time from which the next look counts.
alter table compute.attempt_cost add column busy_at timestamptz;
alter table compute.attempt_cost add column mark_at timestamptz;
alter table compute.attempt_cost add column mark_cpu double precision;

-- What a project has decided about its sessions. No row: nothing is paused for being idle.
create table compute.idle_rule (
    project_id uuid primary key,
    idle_seconds bigint not null,
    busy_cpus double precision not null,
    changed_by text not null,
    changed_at timestamptz not null
);
