"""Submits programs as sessions and follows them."""

import re
import time
import uuid
from pathlib import Path

from dure.platform import DureError, Platform
from dure.snapshot import pack

ENDED = {"SUCCEEDED", "FAILED", "STOPPED", "LOST"}
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_DATA = re.compile(r"(?:([^=]+)=)?([^@:=]+)(?:@(\d+))?(?::([a-z0-9-]+))?")


def submit(
    program,
    args=(),
    *,
    gpus=0,
    nodes=1,
    cpus=1,
    memory="2g",
    data=(),
    problem=None,
    name=None,
    folder=None,
    env=None,
    wall_seconds=None,
    retries=0,
    image=None,
    containerfile=None,
    secrets=(),
    pool=None,
    project=None,
    url=None,
    token=None,
):
    """Sends a folder and runs ``program`` of it as a session, which it returns at once.

    program       a Python file of the folder, such as ``"train.py"``, or a whole command as a list of words
    args          its arguments; each is made a string
    data          datasets to be seen at ``/data/NAME``: ``"digits"``, ``"digits@3:train"``, ``"mine=digits@3"``
    problem       what the run competes for, by name or id
    folder        default: the current one; what ``.gitignore`` and ``.dureignore`` name is left out
    nodes         so many at once, each with these CPUs, memory and GPUs, where the pool allows it
    memory        bytes, or a size such as ``"512m"``
    wall_seconds  end it after so long; default one day
    retries       start it again up to so many times when its program fails
    image         the container image to run in, by tag or digest; ``requirements.txt`` is not installed beside one
    containerfile a file of the folder, such as ``"Containerfile"``, that the image to run in is built from, once
    secrets       names of secrets of the project, each to be read at ``/run/secrets/NAME``
    pool          where it runs, such as a cluster's name; default: the machine of the platform

    Raises DureError with what the platform refused, in its words.
    """
    folder = Path(folder) if folder is not None else Path.cwd()
    if isinstance(program, (str, Path)):
        if not (folder / program).is_file():
            raise DureError(f"There is no file {program} in {folder}.")
        command = ["python3", Path(program).as_posix()]
    else:
        command = [str(word) for word in program]
    platform = Platform(url, token)
    path = platform.project(project)
    body = {
        "name": name or folder.resolve().name,
        "mounts": [_mount(platform, path, each) for each in ([data] if isinstance(data, str) else data)],
        "environment": {key: str(value) for key, value in (env or {}).items()},
        "needs": {"cpus": cpus, "memory_bytes": _bytes(memory), "gpus": gpus},
    }
    if nodes != 1:
        body["needs"]["nodes"] = int(nodes)
    if wall_seconds is not None:
        body["wall_seconds"] = int(wall_seconds)
    if retries:
        body["retry"] = {"failures": int(retries)}
    if secrets:
        body["secrets"] = [secrets] if isinstance(secrets, str) else list(secrets)
    if pool is not None:
        body["pool"] = pool
    if problem is not None:
        body["context"] = {"problem": platform.find(path, "problem", problem)["id"]}
    uploaded = platform.call("POST", f"{path}/programs", pack(folder), "application/octet-stream")
    body["program"] = {"program_id": uploaded["id"], "command": command + [str(word) for word in args]}
    if image is not None:
        body["program"]["image"] = image
    if containerfile is not None:
        body["program"]["containerfile"] = Path(containerfile).as_posix()
    return Session(platform, platform.post(f"{path}/sessions", body, Idempotency_Key=str(uuid.uuid4())))


class Session:
    """A session of the platform. ``facts`` is what the API said of it last."""

    def __init__(self, platform, facts):
        self.facts = facts
        self._platform = platform
        self._path = "/api/v1/sessions/" + facts["id"]

    id = property(lambda self: self.facts["id"])
    name = property(lambda self: self.facts["name"])

    @property
    def state(self):
        """As it is now, such as ``"RUNNING"``."""
        return self.refresh().facts["state"]

    @property
    def reason(self):
        """Why it waits, or what its last step was caused by; in English."""
        return self.facts["reason"]["text"]

    def refresh(self):
        self.facts = self._platform.get(self._path)
        return self

    def wait(self, timeout=None, poll=1.0):
        """Returns the session when it is over, however it ended. Raises TimeoutError after ``timeout`` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._patiently(lambda: self.state) not in ENDED:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError(f"session {self.id} is still {self.facts['state']}: {self.reason}")
            time.sleep(poll)
        return self

    def logs(self, follow=False, poll=1.0):
        """Yields what the program has printed, piece by piece; with ``follow`` until the session is over."""
        after = 0
        while True:
            over = not follow or self._patiently(lambda: self.state) in ENDED
            while True:
                page = self._patiently(lambda: self._platform.get(self._path + "/logs", after=after, limit=500))["items"]
                if not page:
                    break
                for chunk in page:
                    yield chunk["text"]
                after = page[-1]["number"]
            if over:
                return
            time.sleep(poll)

    def stop(self, reason="asked for from Python"):
        self.facts = self._platform.post(self._path + "/stop", {"reason": reason})
        return self

    def pause(self, reason="asked for from Python"):
        """It saves a checkpoint and gives its slots away."""
        self.facts = self._platform.post(self._path + "/pause", {"reason": reason})
        return self

    def resume(self):
        self.facts = self._platform.post(self._path + "/resume", {})
        return self

    def outputs(self):
        """The paths of the files that it has left; complete once it is over."""
        return [each["path"] for each in self._platform.get(self._path + "/outputs")["items"]]

    def output(self, path):
        """The bytes of one of them."""
        from urllib.parse import quote

        with self._platform.open("GET", f"{self._path}/outputs/content?path={quote(path, safe='')}") as answer:
            return answer.read()

    def __repr__(self):
        return f"<Session {self.name} {self.id} {self.facts['state']}>"

    @staticmethod
    def _patiently(ask, seconds=120):
        """A platform that is being restarted is no reason to give up."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return ask()
            except DureError as error:
                if error.status not in (0, 502, 503, 504) or time.monotonic() > deadline:
                    raise
                time.sleep(1)


def _mount(platform, project, written):
    match = _DATA.fullmatch(written)
    if not match:
        raise DureError(f"data is written as [NAME=]DATASET[@VERSION][:PART], not {written!r}")
    name, dataset, version, part = match.groups()
    found = platform.find(project, "dataset", dataset)
    version = version or found.get("latest_version")
    if version is None:
        raise DureError(f"The dataset {dataset} has no version yet.", 404)
    parameters = {"dataset": found["id"], "version": str(version)}
    if part:
        parameters["part"] = part
    return {"kind": "dataset", "name": name or found["name"], "parameters": parameters}


def _bytes(size):
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", str(size).lower())
    if not match:
        raise DureError(f"memory is a number of bytes or a size such as '512m', not {size!r}")
    return int(float(match.group(1)) * _SIZES[match.group(2)])
