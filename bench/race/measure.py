"""Started by `run`. For each seed the same trainings race under each policy, each time on a fresh platform."""

import datetime
import json
import math
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import dure
from platform_under_test import HOME, circumstances, started

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = int(os.environ.get("SEEDS", "3"))
TRAININGS = int(os.environ.get("TRAININGS", "40"))
SLICE_S = int(os.environ.get("SLICE_S", "5"))
SLOTS = 2
LIMIT_S = 3600
# Two models this close cannot be told apart on some 500 hidden pictures: the standard error of 98 % is 0.6 points.
CLOSE = 0.01

# The first one is run to its end: it tells which model is the best of all, at which the others have arrived.
POLICIES = ("FIFO", "FAIR_ASHA", "BEST_MODEL")
NEEDS = {"cpus": 1, "memory": "512m", "data": ["digits"], "problem": "digits", "env": {"OPENBLAS_NUM_THREADS": "1"}}


def settings(seed):
    """Drawn as people draw them who do not know yet: most are bad, a few are good."""
    draw = random.Random(seed)
    return [
        [
            *("--lr", f"{10 ** draw.uniform(-4, 0.5):.3g}"),
            *("--momentum", draw.choice(("0", "0.5", "0.9"))),
            *("--width", draw.choice(("16", "64", "128"))),
            *("--batch", draw.choice(("16", "32", "64"))),
            *("--decay", f"{10 ** draw.uniform(-6, -1):.3g}"),
            *("--seed", str(draw.randrange(1000))),
        ]
        for _ in range(TRAININGS)
    ]


def program(work):
    """The training with the helper beside it, as a user's folder has it."""
    folder = work / "program"
    shutil.copytree(HERE / "program", folder)
    shutil.copytree(HOME / "sdk/python/src/dure", folder / "dure", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def pool(api, **changes):
    api.call("PUT", "/api/v1/pools/local", json.dumps(changes).encode(), "application/json")


def prepare(api, folder):
    """The data, the problem, and one short session that installs the packages."""
    for words in (
        ["data", "create", "digits"],
        ["data", "put", "digits", HOME / "demo/digits/digits.zip"],
        ["problems", "create", "digits", "--data", "digits@1"],
    ):
        subprocess.run([HOME / "dure", *words], check=True, stdout=subprocess.DEVNULL)
    first = dure.submit("train.py", ["--epochs", "1"], folder=folder, **(NEEDS | {"problem": None}))
    if first.wait().state != "SUCCEEDED":
        raise SystemExit(f"the training does not run: {first.state}, {first.reason}\n" + "\n".join(first.logs()))


def judged(api, problem):
    """Hidden accuracy by session, of those whose model the platform has judged; None where it is of no use: it diverged."""
    board = api.get(f"/api/v1/problems/{problem}/leaderboard")["items"]
    return {each["session_id"]: each["hidden_accuracy"] for each in board if each["state"] in ("DONE", "FAILED")}


def race(work, folder, policy, seed, goal):
    """When which hidden accuracy was there, in seconds since the slots were opened; until `goal`, or to the end."""
    data = work / f"{policy}-{seed}"
    with started(data, SLOTS) as api:
        prepare(api, folder)
        project = api.project()
        problem = api.find(project, "problem", "digits")["id"]
        pool(api, policy=policy, slice_seconds=SLICE_S)
        keepers = [dure.submit(["sleep", "600"], folder=folder, cpus=1, memory="64m") for _ in range(SLOTS)]
        sessions = [dure.submit("train.py", each, folder=folder, **NEEDS) for each in settings(seed)]
        pool(api, open=False)
        for each in keepers:
            each.stop().wait()
        began = time.monotonic()
        pool(api, open=True)
        seen, arrived = {}, []
        while len(seen) < TRAININGS and not (goal is not None and any(each["accuracy"] >= goal for each in arrived)):
            if time.monotonic() - began > LIMIT_S:
                raise SystemExit(f"{policy}: after {LIMIT_S} s only {len(seen)} of {TRAININGS} models are judged")
            time.sleep(0.5)
            for session, accuracy in judged(api, problem).items():
                if session not in seen:
                    seen[session] = accuracy
                    if accuracy is not None:
                        arrived.append({"seconds": round(time.monotonic() - began, 1), "accuracy": accuracy})
        spent = spans(api, sessions) if goal is None else []
        attempts = sum(each.refresh().facts["attempt"] for each in sessions)
    shutil.rmtree(data, ignore_errors=True)
    return {"policy": policy, "seed": seed, "attempts": attempts, "arrived": arrived}, spent


def spans(api, sessions):
    """Of each that went through in one attempt: seconds of start-up, up to its first line, and of training after it."""
    found = []
    for session in sessions:
        steps = api.get(f"/api/v1/sessions/{session.id}/transitions")["items"]
        times = {each["state"]: datetime.datetime.fromisoformat(each["time"]) for each in steps}
        line = api.get(f"/api/v1/sessions/{session.id}/logs", limit=1)["items"][0]
        if session.refresh().facts["attempt"] == 1 and "SUCCEEDED" in times:
            first = datetime.datetime.fromisoformat(line["time"])
            found.append(((first - times["STARTING"]).total_seconds(), (times["SUCCEEDED"] - first).total_seconds()))
    return found


def first_at(arrived, accuracy):
    return next((each["seconds"] for each in arrived if each["accuracy"] >= accuracy), math.inf)


def races(work):
    folder = program(work)
    found, spent = [], []
    for seed in range(1, SEEDS + 1):
        goal = None
        for policy in POLICIES:
            one, spans_of_it = race(work, folder, policy, seed, goal)
            if goal is None:
                goal = max(each["accuracy"] for each in one["arrived"])
                spent += spans_of_it
            one |= {
                "best": goal,
                "seconds_to_best": first_at(one["arrived"], goal),
                "seconds_to_close": first_at(one["arrived"], goal - CLOSE),
            }
            found.append(one)
            print(
                f"seed {seed} {policy:10}: within {100 * CLOSE:g} point after {one['seconds_to_close']} s, "
                f"the best ({goal:.4f}) after {one['seconds_to_best']} s, {one['attempts']} attempts",
                file=sys.stderr,
                flush=True,
            )
    return found, spent


def spread(found, policy, figure):
    values = [each[figure] for each in found if each["policy"] == policy]
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def written(result):
    (HERE / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    rows = "\n".join(
        f"| {policy} | "
        + " | ".join(
            f"{figures[each]['median']:.0f} s ({figures[each]['least']:.0f} to {figures[each]['most']:.0f})"
            for each in ("seconds_to_close", "seconds_to_best")
        )
        + f" | {figures['attempts']['median']:.0f} |"
        for policy, figures in result["policies"].items()
    )
    (HERE / "result.md").write_text(
        f"""# A race of real trainings

{result["date"]}, commit {result["commit"]}, {result["cores"]} cores ({result["processor"]}), load before
{result["load_before"]}. By `bench/race/run`.

{result["trainings"]} trainings of a network on handwritten digits with settings drawn at random, on {SLOTS} slots through the
whole platform, a slice of {SLICE_S} s; {result["seeds"]} seeds, the same trainings under each policy. A training takes
{result["training_s"]:.1f} s (median), its start-up {result["start_up_s"]:.1f} s. From the opening of the slots until the platform
has judged a model that is, on hidden data, the best of all {result["trainings"]}, or within {100 * CLOSE:g} point of it: median
and spread over the seeds.

| policy | within {100 * CLOSE:g} point | the best | attempts |
|---|---|---|---|
{rows}

Times of FIFO over those of the others, median over the seeds: {", ".join(
    f"{policy} {ratio:.2f}" for policy, ratio in result["fifo_over"].items()
)} (to the best); above 1 is faster than FIFO.
"""
    )


def main():
    facts = circumstances()
    work = pathlib.Path(tempfile.mkdtemp(prefix="dure-bench-race-"))
    try:
        found, spent = races(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    figures = ("seconds_to_close", "seconds_to_best", "attempts")
    by_seed = {(each["policy"], each["seed"]): each["seconds_to_best"] for each in found}
    written(
        facts
        | {
            "trainings": TRAININGS,
            "seeds": SEEDS,
            "slots": SLOTS,
            "slice_s": SLICE_S,
            "start_up_s": round(statistics.median(each[0] for each in spent), 2),
            "training_s": round(statistics.median(each[1] for each in spent), 2),
            "policies": {policy: {each: spread(found, policy, each) for each in figures} for policy in POLICIES},
            "fifo_over": {
                policy: round(
                    statistics.median(by_seed["FIFO", seed] / by_seed[policy, seed] for seed in range(1, SEEDS + 1)), 3
                )
                for policy in POLICIES[1:]
            },
            "races": found,
        }
    )
    print((HERE / "result.md").read_text())


main()
