"""Fills both sides, checks that they answer the same, and measures them in turns. See `run`."""

import argparse
import datetime
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import operations
import report
from dure_side import Dure
from mlflow_side import Mlflow
from workload import Workload

TICKS = os.sysconf("SC_CLK_TCK")


def usage(pids):
    """CPU seconds so far and resident MiB of these processes; those that have ended count nothing."""
    cpu, resident = 0.0, 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            cpu += (int(fields[11]) + int(fields[12])) / TICKS
            resident += int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except FileNotFoundError:
            continue
    return cpu, resident / 2**20


def say(text):
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", flush=True)


def fill(sides, work):
    figures = {}
    for side in sides:
        say(f"{side.name} {side.version}: filling {work.runs:,} runs, {work.points:,} points")
        began = time.monotonic()
        side.fill(work)
        side.vacuum()
        figures[side.name] = {"seconds": round(time.monotonic() - began, 1), "disk_mib": round(side.disk() / 2**20, 1)}
        say(f"{side.name}: {figures[side.name]}")
    return figures


def verify(sides, work):
    """Both sides hold the workload: runs, values and histories, asked for over HTTP."""
    for side in sides:
        client = side.wire()
        for run in (0, work.runs // 2, work.runs - 1):
            found = client.post(
                "/runs/search",
                {
                    "experiment_ids": [side.experiment],
                    "filter": f"attributes.run_name = 'run-{run}'",
                    "max_results": 2,
                },
            )["runs"]
            assert len(found) == 1, (side.name, run, len(found))
            data, values = found[0]["data"], work.values(run)
            latest = {m["key"]: m["value"] for m in data["metrics"]}
            assert len(latest) == len(values), (side.name, run, len(latest))
            assert all(math.isclose(latest[f"metric_{m:02}"], row[-1], rel_tol=1e-12) for m, row in enumerate(values))
            assert {(p["key"], p["value"]) for p in data["params"]} == set(work.params(run)), (side.name, run)
            assert set(work.tags(run)) <= {(t["key"], t["value"]) for t in data["tags"]}, (side.name, run)
        history = client.get(
            "/metrics/get-history",
            {"run_id": side.long_runs[0], "metric_key": "loss", "max_results": operations.history_length(work)},
        )["metrics"]
        expected = work.long_values(0)
        steps = {point["step"]: point["value"] for point in history}
        assert len(steps) == operations.history_length(work), (side.name, len(steps))
        assert all(math.isclose(value, expected[step], rel_tol=1e-12) for step, value in steps.items()), side.name
    say("both sides hold the same")


def measure(sides, work, rounds, only):
    """By operation and side: the figure of each round, in turns; the first round is thrown away."""
    figures = {}
    for operation in (operation for operation in operations.ALL if only in operation.name):
        taken = figures[operation.name] = {side.name: [] for side in sides}
        spent = {side.name: 0.0 for side in sides}
        for turn in range(rounds + 1):
            for side in sides if turn % 2 == 0 else reversed(sides):
                cpu = usage(side.processes())[0]
                figure = operation.measure(side, work)
                spent[side.name] += usage(side.processes())[0] - cpu
                if turn > 0:
                    taken[side.name].append(figure)
        medians = {name: statistics.median(all_) for name, all_ in taken.items()}
        ratio = operation.ratio(medians)
        say(f"{operation.name}: " + ", ".join(f"{n} {m:.4g} {operation.unit}" for n, m in medians.items()) + f" = {ratio:.1f}×")
        figures[operation.name] = {
            "unit": operation.unit,
            "better": operation.better,
            "aim": operation.aim,
            "ratio": round(ratio, 1),
            **{
                name: {
                    "median": round(medians[name], 3),
                    "all": [round(figure, 3) for figure in taken[name]],
                    "server_cpu_s": round(spent[name], 2),
                }
                for name in medians
            },
        }
    return figures


def main():
    parser = argparse.ArgumentParser(prog="bench/tracking/run")
    parser.add_argument("--home", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--long-points", type=int, default=100_000, help="points of each of the ten long series")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="the operations whose name holds this")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    work = Workload(options.runs, options.long_points)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dure-bench-tracking-"))
    sides = []
    try:
        sides.append(Dure(options.home, folder))
        sides.append(Mlflow(sides[0], folder))
        sides.reverse()
        load = os.getloadavg()[0]
        filled = fill(sides, work)
        verify(sides, work)
        measured = measure(sides, work, options.rounds, options.only)
        result = {
            "commit": sides[1].version,
            "mlflow": sides[0].version,
            "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
            "processor": processor(),
            "cores": os.cpu_count(),
            "load_average_before": round(load, 2),
            "workload": {"runs": work.runs, "points": work.points, "rounds": options.rounds},
            "fill": filled,
            "resident_mib": {side.name: round(usage(side.processes())[1]) for side in sides},
            "operations": measured,
        }
        (options.out / "result.json").write_text(json.dumps(result, indent=2) + "\n")
        (options.out / "result.md").write_text(report.table(result))
        print(report.table(result))
    finally:
        for side in sides[::-1] if len(sides) == 1 else sides:
            side.stop()
        shutil.rmtree(folder, ignore_errors=True)


def processor():
    out = subprocess.run(["sed", "-n", "s/^model name[^:]*: //p", "/proc/cpuinfo"], capture_output=True, text=True, check=True)
    return out.stdout.splitlines()[0]


if __name__ == "__main__":
    main()
