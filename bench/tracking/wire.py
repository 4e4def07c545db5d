"""MLflow's wire as both sides speak it: one kept connection, JSON both ways."""

import http.client
import json
import urllib.parse

API = "/api/2.0/mlflow"
AJAX = "/ajax-api/2.0/mlflow"


class Wire:
    def __init__(self, url, token=None):
        parts = urllib.parse.urlsplit(url)
        self.url, self.token = url, token
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=600)
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def post(self, path, body):
        return json.loads(self.send("POST", API + path, json.dumps(body).encode()))

    def get(self, path, query, prefix=API):
        return json.loads(self.send("GET", f"{prefix}{path}?{urllib.parse.urlencode(query, doseq=True)}"))

    def send(self, method, path, body=None):
        """The answer's bytes; whatever is not 200 ends the benchmark."""
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {self.url}{path}: {answer.status} {data[:500]!r}")
        return data

    def experiment(self, name):
        return self.post("/experiments/create", {"name": name})["experiment_id"]

    def run(self, experiment, name, started_ms):
        made = self.post("/runs/create", {"experiment_id": experiment, "run_name": name, "start_time": started_ms})
        return made["run"]["info"]["run_id"]
