"""Prints what a server holds of what fill_mlflow.py made, without ids, so that two servers can be compared.

    dump_mlflow.py EXPERIMENT MODEL
"""

import hashlib
import json
import pathlib
import sys
import tempfile

import mlflow
import numpy
from mlflow import MlflowClient
from mlflow.entities import ViewType

client = MlflowClient()
experiment = client.get_experiment_by_name(sys.argv[1]).experiment_id


def own(tags):
    kept = {key: value for key, value in tags.items() if not key.startswith(("mlflow.", "import."))}
    return kept | {"note": tags.get("mlflow.note.content")}


def files(run_id, folder=""):
    found = {}
    for file in client.list_artifacts(run_id, folder or None):
        if file.is_dir:
            found |= files(run_id, file.path)
        else:
            with tempfile.TemporaryDirectory() as place:
                bytes_ = pathlib.Path(client.download_artifacts(run_id, file.path, place)).read_bytes()
                found[file.path] = [file.file_size, hashlib.sha256(bytes_).hexdigest()]
    return found


def history(run_id, key):
    return sorted((m.step, m.timestamp, repr(m.value)) for m in client.get_metric_history(run_id, key))


def described(run):
    deleted = run.info.lifecycle_stage == "deleted"
    names = {other.info.run_id: other.info.run_name for other in runs}
    return {
        "status": run.info.status,
        "times": [run.info.start_time, run.info.end_time],
        "deleted": deleted,
        "params": run.data.params,
        "tags": own(run.data.tags),
        "parent": names.get(run.data.tags.get("mlflow.parentRunId")),
        "metrics": {key: history(run.info.run_id, key) for key in run.data.metrics},
        "inputs": [[i.dataset.name, i.dataset.digest, i.dataset.schema] for i in run.inputs.dataset_inputs],
        "files": {} if deleted else files(run.info.run_id),
    }


runs = client.search_runs([experiment], run_view_type=ViewType.ALL)
model = client.get_registered_model(sys.argv[2])
versions = client.search_model_versions(f"name = '{sys.argv[2]}'")
loaded = mlflow.pyfunc.load_model(f"models:/{sys.argv[2]}@best")
dump = {
    "runs": {run.info.run_name: described(run) for run in runs},
    "number_of_runs": len(runs),
    "model": {"tags": own(model.tags), "aliases": model.aliases},
    "versions": [[v.version, v.description, v.current_stage, own(v.tags)] for v in versions],
    "predicts": loaded.predict(numpy.array([[0.2], [2.8]])).tolist(),
}
print(json.dumps(dump, sort_keys=True))
