-- On how many nodes at once a session runs, each with all that it needs.
alter table compute.session add column nodes int not null default 1 check (nodes between 1 and 64);
