import json
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from dure.platform import DureError  # noqa: E402
from dure.sweep import Sweep, boolean, choice, integer, log_uniform, params, uniform, when  # noqa: E402


class Answers(BaseHTTPRequestHandler):
    """Answers as the API's contract does: a sweep of two trials."""

    seen = []
    made = 0
    cut = 0

    def log_message(self, *words):
        pass

    def do_GET(self):
        if self.path.startswith("/api/v1/projects?") or self.path == "/api/v1/projects":
            return self.answer({"items": [{"name": "default"}]})
        if "/sweeps" in self.path and "/projects/" in self.path:
            return self.answer({"items": []})
        progress = {"made": Answers.made, "best": 0.5, "best_trial": 0}
        return self.answer({"id": "s", "state": "RUNNING", "trials": 2, "progress": progress})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Answers.seen.append((self.path, body, self.headers.get("Idempotency-Key")))
        if Answers.cut > 0:
            Answers.cut -= 1
            self.close_connection = True
            return self.connection.close()
        if self.path.endswith("/sweeps"):
            return self.answer({"id": "s", "name": body["name"]}, 201)
        if self.path.endswith("/trials"):
            if Answers.made == 2:
                return self.answer({"title": "Conflict", "status": 409, "detail": "All 2 trials are asked for"}, 409)
            Answers.made += 1
            return self.answer({"number": Answers.made - 1, "parameters": {"lr": 0.1}}, 201)
        return self.answer({"state": "STOPPED_EARLY" if body.get("value") == 9 else "RUNNING"})

    def answer(self, body, status=200):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class SweepTest(unittest.TestCase):
    def setUp(self):
        Answers.seen, Answers.made, Answers.cut = [], 0, 0
        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def sweep(self, **more):
        space = {"lr": log_uniform(1e-4, 0.1), "act": choice("relu", 2), "slope": when(uniform(0, 1), act="relu")}
        return Sweep("mine", space, url=self.url, token="t", trials=2, **more)

    def test_the_space_is_sent_as_the_contract_says(self):
        self.sweep(direction="maximize", algorithm="sobol", early_stop=True, seed=3)
        path, body, _ = Answers.seen[0]
        self.assertEqual(path, "/api/v1/projects/default/sweeps")
        self.assertEqual(
            body,
            {
                "name": "mine",
                "parameters": [
                    {"name": "lr", "type": "LOG_UNIFORM", "low": 1e-4, "high": 0.1},
                    {"name": "act", "type": "CHOICE", "values": ["relu", 2]},
                    {"name": "slope", "type": "UNIFORM", "low": 0, "high": 1, "when": {"act": ["relu"]}},
                ],
                "objective": {"direction": "MAXIMIZE"},
                "algorithm": "SOBOL",
                "trials": 2,
                "seed": 3,
                "early_stop": {},
            },
        )
        self.assertEqual(integer(1, 4, log=True)["type"], "LOG_INT")
        self.assertEqual(boolean(), {"type": "BOOLEAN"})

    def test_points_are_asked_for_until_there_are_none(self):
        sweep = self.sweep()
        tried = []
        while (trial := sweep.ask()) is not None:
            self.assertTrue(trial.report(1, 3))
            tried.append(trial.params)
            sweep.tell(trial, 0.5)
        self.assertEqual(tried, [{"lr": 0.1}] * 2)
        self.assertFalse(trial_like(sweep).report(2, 9))
        self.assertEqual(sweep.best(), (0.5, 0))

    def test_a_failure_and_what_is_not_a_number_are_told_as_nothing(self):
        sweep = self.sweep()
        sweep.tell(0, None)
        sweep.tell(1, float("nan"))
        self.assertEqual([body for path, body, _ in Answers.seen if path.endswith("/tell")], [{"value": None}] * 2)

    def test_a_question_that_was_cut_off_is_sent_again_under_the_same_key(self):
        sweep = self.sweep()
        Answers.cut = 1
        self.assertEqual(sweep.ask().number, 0)
        keys = [key for path, _, key in Answers.seen if path.endswith("/trials")]
        self.assertEqual(len(keys), 2)
        self.assertEqual(keys[0], keys[1])

    def test_a_sweep_that_is_not_there_needs_a_space(self):
        with self.assertRaises(DureError):
            Sweep("other", url=self.url, token="t")

    def test_outside_of_a_sweep_there_are_no_parameters(self):
        self.assertEqual(params(), {})


def trial_like(sweep):
    from dure.sweep import Trial

    return Trial(sweep, {"number": 1, "parameters": {}})


if __name__ == "__main__":
    unittest.main()
