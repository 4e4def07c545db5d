-- What was measured of a logged model: the points of runs' metrics that name it. A point sent twice is one point.
create table tracking.logged_model_metric (
    model_id text not null references tracking.logged_model,
    key text not null,
    run_id text not null,
    -- Empty where the point names no data set.
    dataset_name text not null,
    dataset_digest text not null,
    step bigint not null,
    ms bigint not null,
    value double precision not null,
    primary key (model_id, key, ms, step, run_id, dataset_name, dataset_digest)
);
create index logged_model_metric_by_value on tracking.logged_model_metric (key, value);
