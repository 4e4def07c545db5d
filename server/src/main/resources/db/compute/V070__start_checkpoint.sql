-- What the first attempt of a session begins with, where that is the checkpoint of another session.
alter table compute.session add column start_checkpoint jsonb;
