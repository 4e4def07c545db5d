"""What is measured. Reads are timed one after the other on one connection, until the last byte has come; writes run on
eight connections, each a process of its own, for some seconds."""

import dataclasses
import json
import multiprocessing
import statistics
import time
import typing

import wire
import workload

CLIENTS = 8
SECONDS = 5
REPEATS = 5
ENOUGH_MS = 2_000


@dataclasses.dataclass(frozen=True)
class Operation:
    name: str
    unit: str
    better: str
    aim: float | None
    measure: typing.Callable

    def ratio(self, medians):
        """How many times better Dure is."""
        if self.better == "less":
            return medians["mlflow"] / medians["dure"]
        return medians["dure"] / medians["mlflow"]


def history_length(work):
    return min(25_000, work.long_points)


def _timed(send):
    """Milliseconds, the median of a few; what takes seconds is asked for once a round."""
    taken = []
    while len(taken) < REPEATS and sum(taken) < ENOUGH_MS:
        began = time.perf_counter()
        send()
        taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken)


def _search(body):
    def measure(side, work):
        client = side.wire()
        request = json.dumps({"experiment_ids": [side.experiment]} | body).encode()
        return _timed(lambda: client.send("POST", wire.API + "/runs/search", request))

    return measure


def _history(side, work):
    client = side.wire()
    query = f"run_id={side.long_runs[1]}&metric_key={workload.LONG_KEY}&max_results={history_length(work)}"
    return _timed(lambda: client.send("GET", f"{wire.API}/metrics/get-history?{query}"))


def _bulk(side, work):
    client = side.wire()
    runs = "&".join(f"run_ids={run}" for run in side.long_runs)
    path = f"{wire.AJAX}/metrics/get-history-bulk-interval?{runs}&metric_key={workload.LONG_KEY}&max_results=2500"
    return _timed(lambda: client.send("GET", path))


def _batches(keys):
    """1,000 points a request, spread over `keys` metrics; the points differ from request to request."""

    def measure(side, work):
        return _written(side, _write_batches, keys) * 1_000

    return measure


def _singles(side, work):
    return _written(side, _write_singles, 1)


def _written(side, writer, keys):
    """Requests a second of all clients together."""
    client = side.wire()
    runs = [client.run(side.experiment, f"writer-{i}", 1) for i in range(CLIENTS)]
    with multiprocessing.Pool(CLIENTS) as pool:
        jobs = [(side.url, getattr(side, "token", None), run, keys) for run in runs]
        return sum(pool.starmap(writer, jobs))


def _write_batches(url, token, run, keys):
    client = wire.Wire(url, token)
    head = '{"run_id": "%s", "metrics": [' % run
    point = '{"key": "w%03d", "value": %r, "timestamp": %d, "step": %d}'
    sent, began = 0, time.monotonic()
    while time.monotonic() - began < SECONDS:
        first = sent * (1_000 // keys)
        now = 1_760_000_000_000 + sent * 1_000
        points = (point % (i % keys, 1 / (i + 1.5 + sent), now + i, first + i // keys) for i in range(1_000))
        client.send("POST", wire.API + "/runs/log-batch", (head + ",".join(points) + "]}").encode())
        sent += 1
    return sent / (time.monotonic() - began)


def _write_singles(url, token, run, keys):
    client = wire.Wire(url, token)
    sent, began = 0, time.monotonic()
    while time.monotonic() - began < SECONDS:
        body = {"run_id": run, "key": "single", "value": 1 / (sent + 1), "timestamp": 1_760_000_000_000 + sent, "step": sent}
        client.send("POST", wire.API + "/runs/log-metric", json.dumps(body).encode())
        sent += 1
    return sent / (time.monotonic() - began)


ALL = [
    Operation("search, 100 runs", "ms", "less", 20, _search({"max_results": 100})),
    Operation("search, 1,000 runs", "ms", "less", 20, _search({"max_results": 1_000})),
    Operation(
        "search by a metric, ordered by it, 100 runs",
        "ms",
        "less",
        None,
        _search({"filter": "metrics.metric_07 < 0.2", "order_by": ["metrics.metric_07 ASC"], "max_results": 100}),
    ),
    Operation(
        "search by a parameter and a tag, 100 runs",
        "ms",
        "less",
        None,
        _search({"filter": "params.param_03 = '7' and tags.tag_01 LIKE 'a%'", "max_results": 100}),
    ),
    Operation("history, 25,000 points", "ms", "less", 10, _history),
    Operation("bulk interval, 10 runs × 100,000 points", "ms", "less", 20, _bulk),
    Operation("log-batch, 1,000 points of 50 metrics, 8 clients", "points/s", "more", 10, _batches(50)),
    Operation("log-batch, 1,000 points of 1,000 metrics, 8 clients", "points/s", "more", None, _batches(1_000)),
    Operation("log-metric, 8 clients", "requests/s", "more", None, _singles),
]
