"""What an unmodified MLflow client does with tracing on. Prints the run's id as its last line."""

import time

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

client = MlflowClient()
experiment = mlflow.set_experiment("traces").experiment_id


@mlflow.trace(name="answer", attributes={"kind": "test"})
def answer(question):
    with mlflow.start_span("look up", span_type="RETRIEVER") as span:
        span.set_inputs({"question": question})
        span.set_outputs([1, "두레"])
    mlflow.update_current_trace(tags={"stage": "new"})
    return question * 2


@mlflow.trace
def fail():
    raise ValueError("on purpose")


def search(**how):
    """Clients send traces behind the program's back: waits until all that were made are there."""
    if hasattr(mlflow, "flush_trace_async_logging"):
        mlflow.flush_trace_async_logging()
    return client.search_traces(experiment_ids=[experiment], **how)


def wait_for(count, **how):
    deadline = time.monotonic() + 60
    while True:
        found = search(**how)
        if len(found) == count and all(trace.data.spans for trace in found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


assert answer(21) == 42
wait_for(1)
try:
    fail()
except ValueError:
    pass
with mlflow.start_run() as run:
    answer(1)

found = wait_for(3)
assert [str(trace.info.status).rsplit(".")[-1] for trace in found] == ["OK", "ERROR", "OK"], found
first = client.get_trace(found[-1].info.request_id)
assert [span.name for span in first.data.spans] == ["answer", "look up"], first.data.spans
root, child = first.data.spans
assert root.inputs == {"question": 21} and root.outputs == 42, root
assert child.parent_id == root.span_id and child.outputs == [1, "두레"] and child.span_type == "RETRIEVER", child
assert first.info.tags["stage"] == "new" and first.info.tags["mlflow.traceName"] == "answer", first.info.tags
assert first.info.execution_time_ms >= 0

assert len(search(filter_string="status = 'ERROR'")) == 1
assert len(search(filter_string="name = 'answer' AND tags.stage = 'new'")) == 2
assert len(search(filter_string=f"timestamp_ms > {first.info.timestamp_ms}")) == 2
oldest = search(order_by=["timestamp_ms ASC"], max_results=2)
assert oldest[0].info.request_id == first.info.request_id and oldest.token, oldest
assert len(search(order_by=["timestamp_ms ASC"], max_results=2, page_token=oldest.token)) == 1
assert len(search(run_id=run.info.run_id)) == 1
try:
    search(filter_string="colour = 'red'")
    raise SystemExit("the broken filter was taken")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE", error

try:
    from mlflow.entities.trace_metrics import AggregationType, MetricAggregation, MetricViewType
except ImportError:
    pass  # Clients before 3.9 do not ask for numbers.
else:
    from mlflow.tracking._tracking_service.utils import _get_store

    points = _get_store().query_trace_metrics(
        [experiment],
        MetricViewType.SPANS,
        "span_count",
        [MetricAggregation(AggregationType.COUNT)],
        dimensions=["span_name", "span_type"],
        filters=["span.name = 'look up'"],
    )
    assert [(point.dimensions, point.values) for point in points] == [
        ({"span_name": "look up", "span_type": "RETRIEVER"}, {"COUNT": 2.0})
    ], points

client.set_trace_tag(first.info.request_id, "reviewer", "kim")
client.delete_trace_tag(first.info.request_id, "stage")
tags = client.get_trace(first.info.request_id).info.tags
assert tags["reviewer"] == "kim" and "stage" not in tags, tags

ids = {"request_ids" if mlflow.__version__.startswith("2.") else "trace_ids": [first.info.request_id]}
assert client.delete_traces(experiment, **ids) == 1
try:
    client.get_trace(first.info.request_id)
    raise SystemExit("the deleted trace is still there")
except MlflowException as error:
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST", error
assert client.delete_traces(experiment, max_timestamp_millis=10**15) == 2
assert not search()

print(run.info.run_id)
