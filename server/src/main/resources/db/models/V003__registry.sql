-- What people say of models and versions, beside what those are: descriptions, tags, aliases, stages, and who changed
-- which of them when and why. What is deleted keeps its row: comparisons and deployments of the past name it.
alter table models.model
    add description text not null default '',
    add updated_at timestamptz not null default date_trunc('milliseconds', now()),
    add deleted_at timestamptz;
update models.model m set updated_at = date_trunc('milliseconds', greatest(m.created_at,
    (select max(v.created_at) from models.version v where v.model_id = m.id)));
drop index models.model_by_name;
create unique index model_by_name on models.model (project_id, name) where deleted_at is null;

-- `signature` is null where the files are no model package; `no_package` then says why. `source` is what the client
-- named, `location` where its files are fetched. The files of a version that a client registered lie below its source
-- as they were then.
alter table models.version
    alter signature drop not null,
    add no_package jsonb,
    add source text not null default '',
    add location text not null default '',
    add run_link text,
    add logged_model_id text,
    add description text not null default '',
    add stage text not null default 'None',
    add updated_at timestamptz not null default date_trunc('milliseconds', now()),
    add deleted_at timestamptz;
update models.version set updated_at = date_trunc('milliseconds', created_at),
    source = 'mlflow-artifacts:/registry/' || id, location = 'mlflow-artifacts:/registry/' || id;
alter table models.version drop constraint version_run_id_key;
create unique index version_left_by_run on models.version (run_id) where origin = 'RUN';
create index version_by_run on models.version (run_id);

create table models.model_tag (
    model_id uuid not null references models.model,
    key text not null,
    value text not null,
    primary key (model_id, key)
);

create table models.version_tag (
    version_id uuid not null references models.version,
    key text not null,
    value text not null,
    primary key (version_id, key)
);

create table models.alias (
    model_id uuid not null references models.model,
    name text not null,
    version_id uuid not null references models.version,
    primary key (model_id, name)
);
create index alias_by_version on models.alias (version_id);

-- Rows are only ever added. `version_id` is null where the whole model changed; `subject` names the alias or the tag.
create table models.change (
    id uuid primary key,
    model_id uuid not null references models.model,
    version_id uuid references models.version,
    at timestamptz not null,
    actor text not null,
    kind text not null,
    subject text,
    before text,
    after text,
    comment text not null default ''
);
create index change_by_model on models.change (model_id, id desc);
