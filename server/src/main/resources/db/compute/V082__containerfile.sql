-- Path in a session's program of the file that its image is built from; null where none is built.
alter table compute.session add column containerfile text;
