"""Optuna's search over sessions of Dure, and Dure's search in a loop of one's own, both judged by the same bowl."""

import pathlib
import sys
import tempfile

import dure
import optuna
from dure.sweep import Sweep, choice, log_uniform, result

project = sys.argv[1]
optuna.logging.set_verbosity(optuna.logging.WARNING)
folder = pathlib.Path(tempfile.mkdtemp())
folder.joinpath("train.py").write_text(
    "import math, sys\nprint('dure: {\"loss\": %s}' % (math.log10(float(sys.argv[2])) + 2) ** 2)\n"
)

study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=1))
for _ in range(3):
    trial = study.ask()
    lr = trial.suggest_float("lr", 1e-4, 1, log=True)
    session = dure.submit(
        "train.py", ["--lr", lr], folder=folder, name=f"optuna-{trial.number}", cpus=0.25, memory="128m", project=project
    )
    loss = result(session.wait(timeout=240), "loss")
    assert loss is not None, session.reason
    study.tell(trial, loss)
assert abs(study.best_value - min(each.value for each in study.trials)) < 1e-12

sweep = Sweep("own-loop", {"lr": log_uniform(1e-4, 1), "act": choice("a", "b")}, trials=40, seed=1, project=project)
values = []
while (trial := sweep.ask()) is not None:
    import math

    value = (math.log10(trial.params["lr"]) + 2) ** 2 + (trial.params["act"] == "b")
    values.append(value)
    sweep.tell(trial, value)
assert len(values) == 40 and sweep.best()[0] == min(values), (values, sweep.best())
# Forty of Optuna's own points, by the same rules: neither search is left far behind by the other.
other = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
other.optimize(
    lambda t: (math.log10(t.suggest_float("lr", 1e-4, 1, log=True)) + 2) ** 2 + (t.suggest_categorical("act", ["a", "b"]) == "b"),
    n_trials=40,
)
print("best of Dure's search", min(values), "of Optuna's", other.best_value)
assert min(values) < 0.1, values
