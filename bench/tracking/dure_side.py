"""Dure: started on a fresh data folder, filled over its own wire."""

import concurrent.futures
import json
import pathlib
import socket
import subprocess
import time

import psycopg2
import wire
import workload


class Dure:
    name = "dure"

    def __init__(self, home, folder):
        self.home, self.folder = home, pathlib.Path(folder, "data")
        ports = ["--port", str(free_port()), "--serve-port", str(free_port())]
        up = subprocess.run(
            [home / "dure", "up", "--detach", "--json", "--data", self.folder, *ports],
            check=True,
            capture_output=True,
            text=True,
        )
        facts = json.loads(up.stdout.strip().splitlines()[-1])
        self.url = facts["url"]
        self.token = pathlib.Path(facts["token_file"]).read_text().strip()
        self.version = subprocess.run(
            ["git", "-C", home, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip()

    def wire(self):
        return wire.Wire(self.url, self.token)

    def processes(self):
        """The control plane alone: `serve` and the supervisor take no part in tracking."""
        status = json.loads(
            subprocess.run(
                [self.home / "dure", "status", "--json", "--data", self.folder], capture_output=True, text=True, check=True
            ).stdout
        )
        return [process["pid"] for process in status["processes"] if process["name"] == "server"]

    def database(self, name="postgres"):
        port = pathlib.Path(self.folder, "postgres/cluster/postmaster.pid").read_text().splitlines()[3]
        password = pathlib.Path(self.folder, "secrets/database.password").read_text().strip()
        return {"host": "127.0.0.1", "port": int(port), "user": "dure", "password": password, "dbname": name}

    def fill(self, work):
        """Over the wire, as a client would: one batch a run."""
        self.experiment = self.wire().experiment("bench")
        chunks = [range(start, min(start + 250, work.runs)) for start in range(0, work.runs, 250)]
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            list(pool.map(_fill, *zip(*[(self.url, self.token, self.experiment, work, chunk) for chunk in chunks])))
            jobs = [(self.url, self.token, self.experiment, work, run) for run in range(workload.LONG_RUNS)]
            self.long_runs = list(pool.map(_fill_long, *zip(*jobs)))
        self.settle()

    def settle(self):
        """Until what is kept has kept its size for ten seconds: the store folds its journal in the background."""
        before, still = -1, 0
        while still < 5:
            time.sleep(2)
            size = self.disk()
            still = still + 1 if abs(size - before) < 1_000_000 else 0
            before = size

    def disk(self):
        with psycopg2.connect(**self.database()) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = 'tracking' and c.relkind = 'r'"
            )
            return int(cursor.fetchone()[0])

    def vacuum(self):
        vacuum(self.database())

    def stop(self):
        subprocess.run([self.home / "dure", "down", "--data", self.folder], check=False, capture_output=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def vacuum(database):
    connection = psycopg2.connect(**database)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


def _fill(url, token, experiment, work, runs):
    client = wire.Wire(url, token)
    for run in runs:
        run_id = client.run(experiment, f"run-{run}", workload.started_ms(run))
        values = work.values(run)
        client.post(
            "/runs/log-batch",
            {
                "run_id": run_id,
                "metrics": [
                    {
                        "key": workload.metric(m),
                        "value": values[m, step],
                        "timestamp": workload.time_ms(run, step),
                        "step": step,
                    }
                    for m in range(workload.METRICS)
                    for step in range(workload.POINTS)
                ],
                "params": [{"key": key, "value": value} for key, value in work.params(run)],
                "tags": [{"key": key, "value": value} for key, value in work.tags(run)],
            },
        )


def _fill_long(url, token, experiment, work, run):
    client = wire.Wire(url, token)
    run_id = client.run(experiment, f"long-{run}", workload.STARTED_MS - 1_000 - run)
    values = work.long_values(run)
    for start in range(0, work.long_points, 1_000):
        steps = range(start, min(start + 1_000, work.long_points))
        client.post(
            "/runs/log-batch",
            {
                "run_id": run_id,
                "metrics": [
                    {
                        "key": workload.LONG_KEY,
                        "value": values[step],
                        "timestamp": workload.STARTED_MS + 10 * step,
                        "step": step,
                    }
                    for step in steps
                ],
            },
        )
    return run_id
