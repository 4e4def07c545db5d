"""A scikit-learn model logged, registered, aliased and loaded by its alias, without a line for Dure."""

import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

features, labels = load_iris(return_X_y=True, as_frame=True)
mlflow.set_experiment("iris")
with mlflow.start_run() as run:
    model = LogisticRegression(max_iter=200).fit(features, labels)
    mlflow.sklearn.log_model(
        model, "model", signature=infer_signature(features, labels), registered_model_name="iris"
    )
client = MlflowClient()
client.set_registered_model_alias("iris", "champion", "1")
assert client.get_model_version("iris", "1").run_id == run.info.run_id
for uri in ("models:/iris/1", "models:/iris@champion"):
    loaded = mlflow.pyfunc.load_model(uri)
    assert (loaded.predict(features) == model.predict(features)).all(), uri
assert mlflow.models.get_model_info("models:/iris@champion").signature is not None
again = mlflow.register_model(f"runs:/{run.info.run_id}/model", "iris")
assert again.version == "2", again
print(run.info.run_id)
