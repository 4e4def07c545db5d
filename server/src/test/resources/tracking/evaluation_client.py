"""What an unmodified MLflow client keeps to judge answers by. Prints the run's id as its last line."""

import json

import mlflow
from mlflow.entities.trace_metrics import AggregationType, MetricAggregation, MetricViewType
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

client = MlflowClient()
experiment = mlflow.set_experiment("judged").experiment_id
other = client.create_experiment("judged as well")

dataset = client.create_dataset(name="cases", experiment_id=experiment, tags={"stage": "draft"})
assert dataset.experiment_ids == [experiment] and dataset.tags["stage"] == "draft", dataset
dataset.merge_records(
    [
        {"inputs": {"question": "1 + 1"}, "expectations": {"answer": 2}},
        {"inputs": {"question": "두레?"}, "outputs": {"answer": "a group"}, "tags": {"hard": "yes"}},
    ]
)
dataset.merge_records([{"inputs": {"question": "1 + 1"}, "expectations": {"exact": True}}])
records = {record.inputs["question"]: record for record in client.get_dataset(dataset.dataset_id).records}
assert len(records) == 2, records
assert records["1 + 1"].expectations == {"answer": 2, "exact": True}, records
assert records["두레?"].outputs == {"answer": "a group"} and records["두레?"].tags["hard"] == "yes", records
assert client.get_dataset(dataset.dataset_id).delete_records([records["두레?"].dataset_record_id]) == 1
client.set_dataset_tags(dataset.dataset_id, {"stage": "ready"})
client.add_dataset_to_experiments(dataset_id=dataset.dataset_id, experiment_ids=[other])
found = client.search_datasets(experiment_ids=[other], filter_string="tags.stage = 'ready'", order_by=["name ASC"])
assert [each.name for each in found] == ["cases"], found
client.remove_dataset_from_experiments(dataset_id=dataset.dataset_id, experiment_ids=[other])
assert not client.search_datasets(experiment_ids=[other])

store = client._tracking_client.store
assert store.register_scorer(experiment, "polite", json.dumps({"name": "polite"})).scorer_version == 1
assert store.register_scorer(experiment, "polite", json.dumps({"name": "politer"})).scorer_version == 2
assert [each.scorer_version for each in store.list_scorers(experiment)] == [2]
store.delete_scorer(experiment, "polite", version=1)
assert [each.scorer_version for each in store.list_scorer_versions(experiment, "polite")] == [2]

with mlflow.start_run() as run:
    pass
with mlflow.start_span("late") as span:
    span.set_attributes({"said": "we refund nothing"})
client.link_traces_to_run(trace_ids=[span.trace_id], run_id=run.info.run_id)
mlflow.flush_trace_async_logging()


def search(filter_string):
    return [trace.info.trace_id for trace in client.search_traces(locations=[experiment], filter_string=filter_string)]


assert search(f"attribute.run_id = '{run.info.run_id}'") == [span.trace_id]
assert search("trace.text LIKE '%refund%'") == [span.trace_id] and not search("trace.text LIKE '%Refund%'")
(point,) = store.query_trace_metrics(
    experiment_ids=[experiment],
    view_type=MetricViewType.TRACES,
    metric_name="trace_count",
    aggregations=[MetricAggregation(aggregation_type=AggregationType.COUNT)],
    dimensions=["trace_name", "trace_status"],
)
assert point.dimensions == {"trace_name": "late", "trace_status": "OK"} and point.values == {"COUNT": 1}, point

client.delete_dataset(dataset.dataset_id)
try:
    client.get_dataset(dataset.dataset_id)
    raise SystemExit("the deleted data set is still there")
except MlflowException as error:
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST", error

print(run.info.run_id)
