-- The logged models that a run says to have read, by the words of its client.
create table tracking.run_model_input (
    run_id bigint not null references tracking.run,
    model_id text not null,
    primary key (run_id, model_id)
);
