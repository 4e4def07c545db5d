"""Transformers' Trainer with its own MLflowCallback on a tiny model of random weights, without a line for Dure."""

import os
import tempfile

import mlflow
import torch
import transformers
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

os.environ["MLFLOW_EXPERIMENT_NAME"] = "sentences"
os.environ["HF_MLFLOW_LOG_ARTIFACTS"] = "1"
transformers.set_seed(1)
model = BertForSequenceClassification(
    BertConfig(
        vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8, num_labels=2
    )
)
data = [{"input_ids": torch.tensor([number % 20] * 4), "labels": torch.tensor(number % 2)} for number in range(32)]
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        folder,
        num_train_epochs=2,
        per_device_train_batch_size=8,
        logging_steps=2,
        save_steps=4,
        learning_rate=0.01,
        report_to=["mlflow"],
        use_cpu=True,
        disable_tqdm=True,
    )
    Trainer(model=model, args=arguments, train_dataset=data).train()

[run] = mlflow.search_runs(experiment_names=["sentences"], output_format="list")
assert run.info.status == "FINISHED", run.info
assert run.data.params["learning_rate"] == "0.01", run.data.params
assert len(run.data.params) > 100, len(run.data.params)
client = mlflow.MlflowClient()
steps = [point.step for point in client.get_metric_history(run.info.run_id, "loss")]
assert steps == [2, 4, 6, 8], steps
assert run.data.metrics["train_runtime"] > 0, run.data.metrics
# Since MLflow 3 a checkpoint is a logged model of its own.
models = mlflow.search_logged_models(experiment_ids=[run.info.experiment_id], output_format="list")
assert sorted(model.name for model in models) == ["checkpoint-4", "checkpoint-8"], models
assert all(model.source_run_id == run.info.run_id and model.status == "READY" for model in models), models
print(transformers.__version__, torch.__version__, mlflow.__version__, os.environ["MLFLOW_TRACKING_URI"])
print(run.info.run_id)
