"""PyTorch Lightning with its own MLFlowLogger, without a line for Dure."""

import os
import pathlib
import tempfile

import mlflow
import pytorch_lightning as lightning
import torch
from pytorch_lightning.callbacks import ModelCheckpoint
from pytorch_lightning.loggers import MLFlowLogger


class Line(lightning.LightningModule):
    def __init__(self, rate):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(1, 1)

    def training_step(self, batch, number):
        inputs, wanted = batch
        loss = torch.nn.functional.mse_loss(self.layer(inputs), wanted)
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.hparams.rate)


lightning.seed_everything(1)
inputs = torch.linspace(-1, 1, 64).unsqueeze(1)
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(inputs, 3 * inputs + 1), batch_size=8)
logger = MLFlowLogger(experiment_name="lines", run_name="a line", tags={"owner": "kim"}, log_model=True)
with tempfile.TemporaryDirectory() as folder:
    trainer = lightning.Trainer(
        max_epochs=3,
        logger=logger,
        log_every_n_steps=2,
        accelerator="cpu",
        enable_progress_bar=False,
        callbacks=[ModelCheckpoint(folder, monitor="train_loss_epoch")],
    )
    trainer.fit(Line(0.1), data)

run = mlflow.get_run(logger.run_id)
assert run.info.status == "FINISHED" and run.info.run_name == "a line", run.info
assert run.data.tags["owner"] == "kim", run.data.tags
assert run.data.params["rate"] == "0.1", run.data.params
client = mlflow.MlflowClient()
steps = [point.step for point in client.get_metric_history(run.info.run_id, "train_loss_step")]
assert steps == sorted(steps) and len(steps) == 12, steps
epochs = client.get_metric_history(run.info.run_id, "train_loss_epoch")
assert len(epochs) == 3 and epochs[-1].value < epochs[0].value, epochs
kept = pathlib.Path(client.download_artifacts(run.info.run_id, ""))
assert list(kept.rglob("*.ckpt")), list(kept.rglob("*"))
print(lightning.__version__, torch.__version__, mlflow.__version__, os.environ["MLFLOW_TRACKING_URI"])
print(run.info.run_id)
