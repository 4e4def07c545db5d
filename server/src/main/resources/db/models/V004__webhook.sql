-- Where people want to be told of what happens to a project's models. `sealed_secret` is sealed by a key that is not in
-- the database; null for unsigned. `failures` in a row have made it pause until then, whatever waits.
create table models.webhook (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    description text not null,
    url text not null,
    events text[] not null,
    active boolean not null,
    sealed_secret bytea,
    failures integer not null default 0,
    paused_until timestamptz,
    created_by text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index webhook_by_project on models.webhook (project_id);

-- What is still to be told, written in the transaction of what it tells of; gone once it was told. `dead` rows were
-- given up and stay a while for whoever asks why. `claimed_until` is when another sender may take it.
create table models.webhook_delivery (
    id uuid primary key,
    webhook_id uuid not null references models.webhook on delete cascade,
    event text not null,
    body text not null,
    created_at timestamptz not null,
    due_at timestamptz not null,
    claimed_until timestamptz,
    attempts integer not null default 0,
    dead boolean not null default false,
    error text
);
create index webhook_delivery_by_webhook on models.webhook_delivery (webhook_id, id);
create index webhook_delivery_due on models.webhook_delivery (due_at) where not dead;
