"""The peer: the newest MLflow's server with four workers, on a database of its own in the same PostgreSQL; filled
straight into its tables, as an HTTP fill would take hours."""

import importlib.metadata
import io
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import psycopg2
import wire
import workload
from dure_side import free_port, vacuum


class Mlflow:
    name = "mlflow"

    def __init__(self, dure, folder):
        self.connection = dure.database("mlflow")
        admin = psycopg2.connect(**dure.database())
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute("create database mlflow")
        admin.close()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.version = importlib.metadata.version("mlflow")
        backend = "postgresql+psycopg2://{user}:{password}@{host}:{port}/{dbname}".format(**self.connection)
        self.log = open(pathlib.Path(folder, "mlflow.log"), "wb")
        command = [pathlib.Path(sys.executable).with_name("mlflow"), "server", "--backend-store-uri", backend]
        command += ["--artifacts-destination", pathlib.Path(folder, "artifacts"), "--host", "127.0.0.1"]
        command += ["--port", str(port), "--workers", "4"]
        # Together below the 40 connections that this PostgreSQL gives to both sides.
        pools = {"MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "4", "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "0"}
        quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
        self.process = subprocess.Popen(
            command, env=os.environ | pools | quiet, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self._await()

    def _await(self):
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(self.url + "/health", timeout=5).read()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("MLflow does not start:\n" + pathlib.Path(self.log.name).read_text()[-3_000:])
                time.sleep(0.5)

    def wire(self):
        return wire.Wire(self.url)

    def processes(self):
        """Of its session: the server, its workers and whatever these started."""
        out = subprocess.run(["ps", "-o", "pid=", "-s", str(self.process.pid)], capture_output=True, text=True, check=True)
        return [int(pid) for pid in out.stdout.split()]

    def fill(self, work):
        client = self.wire()
        self.experiment = client.experiment("bench")
        self.long_runs = [
            client.run(self.experiment, f"long-{run}", workload.STARTED_MS - 1_000 - run)
            for run in range(workload.LONG_RUNS)
        ]
        with psycopg2.connect(**self.connection) as connection, connection.cursor() as cursor:
            for start in range(0, work.runs, 200):
                self._copy(cursor, work, range(start, min(start + 200, work.runs)))
                connection.commit()
            for run, run_id in enumerate(self.long_runs):
                self._copy_long(cursor, work, run, run_id)
                connection.commit()

    def _copy(self, cursor, work, runs):
        tables = {"runs": [], "params": [], "tags": [], "metrics": [], "latest_metrics": []}
        for run in runs:
            run_id = f"{run:032x}"
            place = f"mlflow-artifacts:/{self.experiment}/{run_id}/artifacts"
            started = workload.started_ms(run)
            tables["runs"].append((run_id, f"run-{run}", "bench", "RUNNING", started, "active", place, self.experiment))
            tables["params"] += [(key, value, run_id) for key, value in work.params(run)]
            tables["tags"] += [(key, value, run_id) for key, value in work.tags(run)]
            tables["tags"].append(("mlflow.runName", f"run-{run}", run_id))
            for index, values in enumerate(work.values(run).tolist()):
                rows = [
                    (workload.metric(index), value, workload.time_ms(run, step), run_id, step, "f")
                    for step, value in enumerate(values)
                ]
                tables["metrics"] += rows
                tables["latest_metrics"].append(rows[-1])
        points = "key, value, timestamp, run_uuid, step, is_nan"
        columns = {
            "runs": "run_uuid, name, user_id, status, start_time, lifecycle_stage, artifact_uri, experiment_id",
            "params": "key, value, run_uuid",
            "tags": "key, value, run_uuid",
            "metrics": points,
            "latest_metrics": points,
        }
        for table, rows in tables.items():
            copy(cursor, table, columns[table], rows)

    @staticmethod
    def _copy_long(cursor, work, run, run_id):
        rows = [
            (workload.LONG_KEY, value, workload.STARTED_MS + 10 * step, run_id, step, "f")
            for step, value in enumerate(work.long_values(run).tolist())
        ]
        columns = "key, value, timestamp, run_uuid, step, is_nan"
        copy(cursor, "metrics", columns, rows)
        copy(cursor, "latest_metrics", columns, rows[-1:])

    def settle(self):
        """Nothing is left to be done behind MLflow's writes."""

    def disk(self):
        with psycopg2.connect(**self.connection) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = 'public' and c.relkind = 'r'"
            )
            return int(cursor.fetchone()[0])

    def vacuum(self):
        vacuum(self.connection)

    def stop(self):
        os.killpg(self.process.pid, 15)
        self.process.wait(30)
        self.log.close()


def copy(cursor, table, columns, rows):
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    cursor.copy_expert(f"copy {table} ({columns}) from stdin", io.StringIO(text))
