"""What an unmodified MLflow client does all day. Prints the run's id as its last line."""

import math
import os
import pathlib
import sys
import tempfile

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

client = MlflowClient()
experiment = mlflow.set_experiment("digits")
assert experiment.name == "digits", experiment
assert client.get_experiment(experiment.experiment_id).lifecycle_stage == "active"

with mlflow.start_run(run_name="the client's run") as run:
    run_id = run.info.run_id
    mlflow.log_param("lr", 0.1)
    mlflow.log_params({f"p{number}": number for number in range(250)})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"accuracy": 0.9, "broken": math.nan, "endless": math.inf}, step=4)
    mlflow.set_tags({"owner": "kim", "한글": "두레"})
    client.log_batch(
        run_id,
        metrics=[Metric("many", value=step, timestamp=step, step=step) for step in range(1000)],
        params=[Param("batch", "yes")],
        tags=[RunTag("batch", "yes")],
    )
    mlflow.log_text("hello", "notes/a note.txt")
    mlflow.log_dict({"a": [1, 2]}, "config.json")
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "model.onnx").write_bytes(b"\0" * 100_000)
        (pathlib.Path(folder) / "signature.json").write_text("{}")
        mlflow.log_artifacts(folder, "model")
    with mlflow.start_run(nested=True) as child:
        mlflow.log_metric("loss", 0.5)

kept = client.get_run(run_id)
assert kept.info.status == "FINISHED", kept.info
assert kept.info.run_name == "the client's run"
assert kept.data.params["lr"] == "0.1" and len(kept.data.params) == 252
assert kept.data.metrics["loss"] == 0.2 and kept.data.metrics["accuracy"] == 0.9
assert math.isnan(kept.data.metrics["broken"])
assert kept.data.metrics["endless"] > 1e308
assert kept.data.tags["한글"] == "두레"
assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == run_id
assert [metric.step for metric in client.get_metric_history(run_id, "many")] == list(range(1000))

assert sorted(file.path for file in client.list_artifacts(run_id)) == ["config.json", "model", "notes"]
assert [file.file_size for file in client.list_artifacts(run_id, "model")] == [100_000, 2]
assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/a note.txt") == "hello"
assert mlflow.artifacts.load_dict(f"runs:/{run_id}/config.json") == {"a": [1, 2]}
downloaded = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="model")
assert (pathlib.Path(downloaded) / "model.onnx").stat().st_size == 100_000

# A large file goes in parts, where the client may.
os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "1000000"
os.environ["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = str(5 << 20)
with tempfile.TemporaryDirectory() as folder:
    large = os.urandom(12 << 20)
    (pathlib.Path(folder) / "large.bin").write_bytes(large)
    client.log_artifact(run_id, folder + "/large.bin", "parts")
downloaded = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="parts/large.bin")
assert pathlib.Path(downloaded).read_bytes() == large

found = mlflow.search_runs(
    [experiment.experiment_id],
    "metrics.accuracy > 0.5 and params.lr = '0.1' and tags.`owner` LIKE 'k%'",
    order_by=["metrics.loss ASC"],
    output_format="list",
)
assert [each.info.run_id for each in found] == [run_id], found
assert "digits" in [each.name for each in mlflow.search_experiments(filter_string="name LIKE 'dig%'")]
try:
    client.search_runs([experiment.experiment_id], "metrics.loss > 'high'")
    sys.exit("the broken filter was taken")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE" and "numeric" in str(error), error
try:
    client.log_param(run_id, "lr", "0.2")
    sys.exit("a parameter was changed")
except MlflowException as error:
    assert error.error_code == "INVALID_PARAMETER_VALUE", error

with mlflow.start_run(run_id=run_id):
    mlflow.log_metric("late", 1)
client.set_terminated(run_id, "FAILED")
assert client.get_run(run_id).info.status == "FAILED"
client.delete_run(run_id)
assert client.get_run(run_id).info.lifecycle_stage == "deleted"
client.restore_run(run_id)
client.delete_tag(run_id, "owner")
client.set_experiment_tag(experiment.experiment_id, "purpose", "test")
client.rename_experiment(experiment.experiment_id, "digits again")
assert client.get_experiment_by_name("digits again").tags["purpose"] == "test"
assert client.get_experiment_by_name("nobody's") is None

if int(mlflow.__version__.split(".")[0]) >= 3:
    model = client.create_logged_model(experiment.experiment_id, name="outside", source_run_id=run_id)
    client.log_model_params(model.model_id, {"depth": "3"})
    client.finalize_logged_model(model.model_id, "READY")
    client.set_logged_model_tags(model.model_id, {"stage": "new"})
    again = client.get_logged_model(model.model_id)
    assert again.params == {"depth": "3"} and again.tags["stage"] == "new", again
    assert again.status.name == "READY" and again.source_run_id == run_id, again
    models = client.search_logged_models([experiment.experiment_id], filter_string="name = 'outside'")
    assert [each.model_id for each in models] == [model.model_id], models
    client.delete_logged_model_tag(model.model_id, "stage")

print(mlflow.__version__, os.environ["MLFLOW_TRACKING_URI"])
print(run_id)
