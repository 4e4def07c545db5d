-- Evaluation data sets of MLflow's clients: records that models and agents are judged by. Ids are `d-` and 32
-- hexadecimal digits, of records `dr-` and the same.
create table tracking.evaluation_dataset (
    id text primary key,
    project_id uuid not null,
    name text not null,
    -- Which fields its records have had, as JSON in MLflow's words; null before the first one.
    schema text,
    digest text not null,
    created_ms bigint not null,
    updated_ms bigint not null,
    created_by text,
    updated_by text
);
create index evaluation_dataset_by_project on tracking.evaluation_dataset (project_id, created_ms desc, id);

create table tracking.evaluation_dataset_tag (
    dataset_id text not null references tracking.evaluation_dataset on delete cascade,
    key text not null,
    value text not null,
    primary key (dataset_id, key)
);

create table tracking.evaluation_dataset_experiment (
    dataset_id text not null references tracking.evaluation_dataset on delete cascade,
    experiment_id bigint not null references tracking.experiment on delete cascade,
    primary key (dataset_id, experiment_id)
);
create index evaluation_dataset_by_experiment on tracking.evaluation_dataset_experiment (experiment_id, dataset_id);

-- `body` is a JSON object in MLflow's words; two records of a data set never have the same inputs.
create table tracking.evaluation_record (
    number bigint generated always as identity primary key,
    id text not null unique,
    dataset_id text not null references tracking.evaluation_dataset on delete cascade,
    -- The sha256 of the inputs, their keys in order.
    inputs_sha256 text not null,
    body text not null,
    created_ms bigint not null,
    updated_ms bigint not null,
    unique (dataset_id, inputs_sha256)
);
create index evaluation_record_by_dataset on tracking.evaluation_record (dataset_id, number);
