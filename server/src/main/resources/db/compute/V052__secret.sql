-- What the programs of a project may be given to read: a value that nobody else reads back.
create table compute.secret (
    project_id uuid not null,
    name text not null,
    -- Nonce and AES-256-GCM ciphertext, by the key in the data folder; the project and the name are authenticated too.
    sealed bytea not null,
    changed_by text not null,
    changed_at timestamptz not null default now(),
    primary key (project_id, name)
);

-- The names of the secrets that its programs are given.
alter table compute.session add column secrets jsonb not null default '[]';
