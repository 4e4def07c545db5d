-- MLflow's clients link a trace to a run before they have sent it.
alter table tracking.trace_run drop constraint trace_run_trace_id_fkey;
