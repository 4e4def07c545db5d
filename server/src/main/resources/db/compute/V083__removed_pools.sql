-- When an administrator took it off the list. Its row stays for what refers to it: sessions, attempts, slots, decisions.
alter table compute.pool add column removed_at timestamptz;
