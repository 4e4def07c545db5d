import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import dure  # noqa: E402
from dure.snapshot import pack  # noqa: E402

ID = "0198f2d0-0000-7000-8000-000000000001"


def git(folder, *arguments):
    identity = ["-c", "user.name=kim", "-c", "user.email=kim@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, stdout=subprocess.DEVNULL)


def names(archive):
    return set(zipfile.ZipFile(io.BytesIO(archive)).namelist())


class SnapshotTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "train.py").write_text("print(1)\n")
        (self.root / "big").mkdir()
        (self.root / "big" / "weights.bin").write_text("x")
        (self.root / "notes.txt").write_text("x")

    def test_a_plain_folder_is_sent_without_what_is_ignored(self):
        (self.root / ".dureignore").write_text("big/\n*.txt\n")
        self.assertEqual(names(pack(self.root)), {"train.py", ".dureignore"})

    def test_a_repository_tells_its_commit_and_what_has_changed(self):
        git(self.root, "init", "-q", "-b", "main")
        git(self.root, "remote", "add", "origin", "https://kim:secret@example.org/digits.git")
        (self.root / ".gitignore").write_text("big\n")
        git(self.root, "add", ".")
        git(self.root, "commit", "-q", "-m", "first")
        (self.root / "train.py").write_text("print(2)\n")
        archive = pack(self.root)
        self.assertEqual(
            names(archive), {"train.py", "notes.txt", ".gitignore", ".dure/git.json", ".dure/uncommitted.diff"}
        )
        files = zipfile.ZipFile(io.BytesIO(archive))
        state = json.loads(files.read(".dure/git.json"))
        self.assertEqual((state["branch"], state["dirty"]), ("main", True))
        self.assertEqual(state["remote"], "https://example.org/digits.git")
        self.assertIn(b"+print(2)", files.read(".dure/uncommitted.diff"))

    def test_too_much_is_refused_with_the_largest_files(self):
        with mock.patch("dure.snapshot.BYTES_MOST", 5), self.assertRaisesRegex(dure.DureError, "The largest: train.py"):
            pack(self.root)


class SubmitTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "train.py").write_text("print(1)\n")
        self.requests = requests = []
        states = iter(["RUNNING", "SUCCEEDED", "SUCCEEDED"])

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/api/v1/projects":
                    self.answer(200, {"items": [{"name": "default"}]})
                elif self.path.endswith("/datasets"):
                    self.answer(200, {"items": [{"name": "digits", "id": ID, "latest_version": 3}]})
                elif "/logs" in self.path:
                    items = [{"number": 1, "text": "hello\n"}] if "after=0" in self.path else []
                    self.answer(200, {"items": items})
                else:
                    self.answer(200, {"id": ID, "name": "x", "state": next(states), "reason": {"text": "r"}})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                requests.append((self.path, self.headers["Authorization"], body))
                if self.path.endswith("/programs"):
                    self.answer(201, {"id": "p"})
                elif b'"gpus": 9' in body:
                    problem = {"title": "Wrong", "errors": [{"field": "needs.gpus", "message": "must be 0"}]}
                    self.answer(400, problem)
                else:
                    self.answer(201, {"id": ID, "name": "x", "state": "WAITING", "reason": {"text": "r"}})

            def answer(self, status, body):
                sent = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *arguments):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        signed_in = {"DURE_URL": f"http://127.0.0.1:{server.server_port}", "DURE_TOKEN": "dure_t"}
        patch = mock.patch.dict(os.environ, signed_in)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_file_is_submitted_with_its_arguments_and_data_and_followed_to_its_end(self):
        session = dure.submit("train.py", ["--lr", 0.1], gpus=1, data=["d=digits:train"], folder=self.root)
        self.assertEqual("".join(session.logs(follow=True, poll=0.01)), "hello\n")
        self.assertEqual(session.wait(timeout=10).facts["state"], "SUCCEEDED")
        path, token, body = self.requests[-1]
        sent = json.loads(body)
        self.assertEqual((path, token), ("/api/v1/projects/default/sessions", "Bearer dure_t"))
        self.assertEqual(sent["program"], {"program_id": "p", "command": ["python3", "train.py", "--lr", "0.1"]})
        self.assertEqual(sent["mounts"][0]["parameters"], {"dataset": ID, "version": "3", "part": "train"})
        self.assertEqual(sent["needs"], {"cpus": 1, "memory_bytes": 2 << 30, "gpus": 1})

    def test_several_nodes_are_asked_for_together(self):
        dure.submit("train.py", nodes=2, gpus=4, pool="cluster", folder=self.root)
        sent = json.loads(self.requests[-1][2])
        self.assertEqual((sent["needs"]["nodes"], sent["needs"]["gpus"], sent["pool"]), (2, 4, "cluster"))

    def test_a_containerfile_is_named_by_its_path_in_the_folder(self):
        dure.submit("train.py", containerfile=Path("docker") / "Containerfile", folder=self.root)
        sent = json.loads(self.requests[-1][2])
        self.assertEqual(sent["program"]["containerfile"], "docker/Containerfile")

    def test_an_image_and_secrets_are_asked_for_by_name(self):
        dure.submit("train.py", image="python:3.12", secrets=["HF_TOKEN"], folder=self.root)
        sent = json.loads(self.requests[-1][2])
        self.assertEqual((sent["program"]["image"], sent["secrets"]), ("python:3.12", ["HF_TOKEN"]))

    def test_what_the_platform_refuses_is_said_in_its_words(self):
        with self.assertRaisesRegex(dure.DureError, "needs.gpus must be 0"):
            dure.submit("train.py", gpus=9, folder=self.root)

    def test_a_file_that_is_not_there_is_said_before_anything_is_sent(self):
        with self.assertRaisesRegex(dure.DureError, "no file other.py"):
            dure.submit("other.py", folder=self.root)
        self.assertEqual(self.requests, [])


if __name__ == "__main__":
    unittest.main()
