"""Dure's search driven from one's own loop: ask for a point, try it, tell what came of it."""

import json
import math
import os
import uuid

from dure.platform import DureError, Platform


def params():
    """The values that a sweep has given to this session; empty outside of one."""
    return json.loads(os.environ.get("DURE_PARAMS") or "{}")


def uniform(low, high):
    """A number from ``low`` to ``high``."""
    return {"type": "UNIFORM", "low": low, "high": high}


def log_uniform(low, high):
    """A number above 0, each order of magnitude as likely as the other."""
    return {"type": "LOG_UNIFORM", "low": low, "high": high}


def integer(low, high, log=False):
    """A whole number, both ends included."""
    return {"type": "LOG_INT" if log else "INT", "low": low, "high": high}


def choice(*values):
    """One of these texts, numbers or truth values."""
    return {"type": "CHOICE", "values": list(values)}


def boolean():
    return {"type": "BOOLEAN"}


def when(parameter, **others):
    """The same parameter, which counts only where the others have one of these values: ``when(uniform(0, 1), act="relu")``."""
    conditions = {name: list(v) if isinstance(v, (list, tuple)) else [v] for name, v in others.items()}
    return {**parameter, "when": conditions}


class Sweep:
    """A search whose trials run wherever you like. Made where ``name`` is new, taken up where it is there.

    space       parameters by name, such as ``{"lr": log_uniform(1e-4, 0.1), "act": choice("relu", "tanh")}``; one that
                depends on others stands behind them
    direction   ``"minimize"`` or ``"maximize"``
    algorithm   ``"tpe"``, ``"random"``, ``"sobol"`` or ``"grid"``
    early_stop  ``True`` or ``{"first": 1, "factor": 3}``: ``trial.report`` then says when to end a trial early

    Raises DureError with what the platform refused, in its words.
    """

    def __init__(
        self,
        name,
        space=None,
        *,
        direction="minimize",
        algorithm="tpe",
        trials=100,
        seed=None,
        early_stop=None,
        project=None,
        url=None,
        token=None,
    ):
        self._platform = Platform(url, token)
        path = self._platform.project(project)
        found = next((each for each in self._platform.all(f"{path}/sweeps") if name in (each["name"], each["id"])), None)
        if found is None:
            if space is None:
                raise DureError(f"There is no sweep {name!r}; say what may vary to make one.", 404)
            body = {
                "name": name,
                "parameters": [{"name": key, **parameter} for key, parameter in space.items()],
                "objective": {"direction": direction.upper()},
                "algorithm": algorithm.upper(),
                "trials": trials,
            }
            if seed is not None:
                body["seed"] = int(seed)
            if early_stop:
                body["early_stop"] = {} if early_stop is True else dict(early_stop)
            found = self._platform.post(f"{path}/sweeps", body)
        self.facts = found
        self._path = "/api/v1/sweeps/" + found["id"]

    id = property(lambda self: self.facts["id"])

    def ask(self):
        """The next point to try, a ``Trial``; None where the search is over."""
        try:
            key = str(uuid.uuid4())
            return Trial(self, self._again(lambda: self._platform.post(self._path + "/trials", {}, Idempotency_Key=key)))
        except DureError as refused:
            if refused.status == 409 and not self._has_points():
                return None
            raise

    def tell(self, trial, value):
        """What came of a trial: its value, or None where it failed."""
        number = trial if isinstance(trial, int) else trial.number
        failed = value is None or not math.isfinite(value)
        path = f"{self._path}/trials/{number}/tell"
        return self._again(lambda: self._platform.post(path, {"value": None if failed else float(value)}))

    def best(self):
        """The best value so far and the number of its trial; None before the first."""
        self.facts = self._platform.get(self._path)
        progress = self.facts["progress"]
        return None if progress.get("best") is None else (progress["best"], progress["best_trial"])

    def _has_points(self):
        self.facts = self._platform.get(self._path)
        return self.facts["state"] != "DONE" and self.facts["progress"]["made"] < self.facts["trials"]

    def _again(self, call):
        """Every call may be sent twice and counts once; one that was not answered is sent once more."""
        try:
            return call()
        except DureError as away:
            if away.status:
                raise
            return call()


def result(session, metric):
    """The last value of a metric that a session of ``dure.submit`` has logged; None where it has logged none."""
    platform, facts = session._platform, session.facts
    path = f"/api/v1/projects/{facts['project_id']}/runs"
    for run in platform.get(path, session=facts["id"], limit=10)["items"]:
        if not run["nested"]:
            point = run["metrics"].get(metric)
            return None if point is None else point["value"]
    return None


class Trial:
    """A point to be tried: ``number`` and ``params``."""

    def __init__(self, sweep, facts):
        self._sweep = sweep
        self.number = facts["number"]
        self.params = facts["parameters"]

    def report(self, step, value):
        """A value on the way. Returns whether to go on; where not, the trial is over and need not be told."""
        path = f"{self._sweep._path}/trials/{self.number}/report"
        finite = value is not None and math.isfinite(value)
        body = {"step": int(step), "value": float(value) if finite else None}
        return self._sweep._again(lambda: self._sweep._platform.post(path, body))["state"] != "STOPPED_EARLY"
