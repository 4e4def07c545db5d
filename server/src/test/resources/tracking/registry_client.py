"""MLflow's model registry with the real client: models, versions, aliases, stages, tags, search, download."""

import os
import tempfile
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()


def refused(code, deed, *arguments, **named):
    try:
        deed(*arguments, **named)
    except MlflowException as error:
        assert error.error_code == code, error
        return
    raise AssertionError(f"{deed} was not refused")


mlflow.set_experiment("registry")
with mlflow.start_run() as run:
    mlflow.log_text("weights", "model/weights.txt")
    mlflow.log_metric("loss", 0.5)
source = f"runs:/{run.info.run_id}/model"

made = client.create_registered_model("net", tags={"team": "vision", "count": 3}, description="first")
assert made.tags == {"team": "vision", "count": "3"}, made.tags
refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "net")
refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "none")
refused("INVALID_PARAMETER_VALUE", client.get_model_version, "net", "one")

one = client.create_model_version("net", source, run.info.run_id, tags={"k": "v"}, description="of one run")
two = client.create_model_version("net", source, run.info.run_id)
assert (one.version, two.version, one.status) == ("1", "2", "READY"), (one, two)
assert client.get_model_version("net", "1").tags == {"k": "v"}
assert [version.version for version in client.search_model_versions("name = 'net'")] == ["2", "1"]
assert [version.version for version in client.search_model_versions(f"run_id = '{run.info.run_id}'")] == ["2", "1"]
assert [version.version for version in client.search_model_versions("tags.k = 'v'")] == ["1"]

client.set_registered_model_alias("net", "best", "1")
assert client.get_registered_model("net").aliases == {"best": "1"}
assert client.get_model_version_by_alias("net", "best") == client.get_model_version("net", "1")
refused("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, "net", "v1", "1")
for uri in ("models:/net/1", "models:/net@best"):
    with tempfile.TemporaryDirectory() as folder:
        got = mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=folder)
        assert (Path(got) / "weights.txt").read_text() == "weights", list(Path(got).rglob("*"))

client.transition_model_version_stage("net", "1", "Production")
client.transition_model_version_stage("net", "2", "Production", archive_existing_versions=True)
latest = {version.current_stage: version.version for version in client.get_latest_versions("net")}
assert latest == {"Archived": "1", "Production": "2"}, latest
assert [version.version for version in client.get_latest_versions("net", ["Production"])] == ["2"]

copied = client.copy_model_version("models:/net@best", "copy")
assert copied.source == "models:/net/1" and copied.run_id == run.info.run_id, copied
client.update_model_version("net", "2", "takes over")
client.set_model_version_tag("net", "2", "seen", "yes")
client.delete_model_version_tag("net", "2", "seen")
assert client.get_model_version("net", "2").description == "takes over"
assert client.get_model_version("net", "2").tags == {}
client.rename_registered_model("net", "tree")
assert client.get_model_version_by_alias("tree", "best").name == "tree"
assert [model.name for model in client.search_registered_models("name LIKE 'tr%'")] == ["tree"]
assert [model.name for model in client.search_registered_models(order_by=["name DESC"], max_results=1)] == ["tree"]
client.delete_registered_model_alias("tree", "best")
client.delete_registered_model_tag("tree", "team")
client.delete_model_version("tree", "2")
refused("RESOURCE_DOES_NOT_EXIST", client.get_model_version, "tree", "2")
assert client.create_model_version("tree", source, run.info.run_id).version == "3"
client.delete_registered_model("copy")
assert [model.name for model in client.search_registered_models()] == ["tree"]
print(mlflow.__version__, os.environ["MLFLOW_TRACKING_URI"])
print(run.info.run_id)
