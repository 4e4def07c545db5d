-- The container image that a session's program runs in; null for the node's own system.
alter table compute.session add column image text;
