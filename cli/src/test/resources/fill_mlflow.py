"""Fills an MLflow server with something of everything that an import brings; prints the id of the run that goes on."""

import mlflow
import numpy
import pandas
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression

EXPERIMENT = "digits / 숫자"

client = MlflowClient()
mlflow.set_experiment(EXPERIMENT)
experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id

with mlflow.start_run(run_name="parent") as parent:
    mlflow.log_params({"optimizer": "adam", "lr": "0.1", "empty": ""})
    mlflow.set_tags({"owner": "kim", "note": "<b>not bold</b>"})
    frame = pandas.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
    mlflow.log_input(mlflow.data.from_pandas(frame, name="tiny"), context="training")
    mlflow.log_text("hello\n", "notes/deep/hello world.txt")
    mlflow.log_dict({"a": 1}, "config.json")
    points = [mlflow.entities.Metric("loss", 1 / (step + 1), 1_700_000_000_000 + step, step) for step in range(2_500)]
    for start in range(0, len(points), 1_000):
        client.log_batch(parent.info.run_id, points[start : start + 1_000])
    mlflow.log_metric("broken", float("nan"), step=1)
    mlflow.log_metric("broken", float("inf"), step=2)
    with mlflow.start_run(run_name="child", nested=True):
        mlflow.log_metric("accuracy", 0.5)

with mlflow.start_run(run_name="model"):
    model = LogisticRegression().fit(numpy.array([[0.0], [1.0], [2.0], [3.0]]), [0, 0, 1, 1])
    mlflow.sklearn.log_model(model, name="line", registered_model_name="line", pip_requirements=[])

client.set_registered_model_alias("line", "best", "1")
client.set_registered_model_tag("line", "team", "vision")
client.update_model_version("line", "1", description="The first one.")
client.set_model_version_tag("line", "1", "checked", "yes")

client.set_terminated(client.create_run(experiment, run_name="failed").info.run_id, "FAILED")
with mlflow.start_span(name="ask"):
    pass
gone = client.create_experiment("given up")
client.delete_experiment(gone)
client.register_prompt("greeting", "Good morning, {{name}}!")
deleted = client.create_run(experiment, run_name="deleted").info.run_id
client.set_terminated(deleted)
client.delete_run(deleted)
print(client.create_run(experiment, run_name="running").info.run_id)
