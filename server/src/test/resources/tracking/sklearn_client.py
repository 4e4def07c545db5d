"""scikit-learn with MLflow's autologging: data sets, models, metrics, without a line for Dure."""

import os

import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

mlflow.set_experiment("iris")
mlflow.sklearn.autolog()
features, labels = load_iris(return_X_y=True, as_frame=True)
with mlflow.start_run() as run:
    LogisticRegression(max_iter=200).fit(features, labels)

kept = mlflow.get_run(run.info.run_id)
assert kept.data.metrics["training_accuracy_score"] > 0.9, kept.data.metrics
assert kept.data.params["max_iter"] == "200"
assert kept.inputs.dataset_inputs[0].dataset.digest, kept.inputs
model = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
assert model.predict(features).shape == (150,)
print(mlflow.__version__, os.environ["MLFLOW_TRACKING_URI"])
print(run.info.run_id)
