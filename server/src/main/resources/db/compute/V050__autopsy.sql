-- What a failed attempt died of: the finding, the next step, and the lines that say so.
alter table compute.attempt add column autopsy jsonb;
