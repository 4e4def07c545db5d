-- A submission that is sent again with the same key is the same session.
alter table compute.session add column idempotency_key text;
create unique index session_by_key on compute.session (project_id, idempotency_key);
