"""The platform's API, as much of it as submitting needs; with nothing but Python's own library."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path


class DureError(Exception):
    """What the platform refused, in its own words; ``status`` is the HTTP status, 0 where nobody answered."""

    def __init__(self, message, status=0):
        super().__init__(message)
        self.status = status


class Platform:
    """An address and a token. Found like those of the ``dure`` command: DURE_URL and DURE_TOKEN, else what ``dure login`` kept."""

    def __init__(self, url=None, token=None):
        kept = _kept()
        self.url = (url or os.environ.get("DURE_URL") or kept.get("url") or "http://127.0.0.1:8080").rstrip("/")
        self.token = token or os.environ.get("DURE_TOKEN") or kept.get("token")
        if not self.token:
            raise DureError("Not signed in: run `dure login`, or set DURE_URL and DURE_TOKEN.")

    def get(self, path, **query):
        return self.call("GET", _with(path, query))

    def post(self, path, body, **headers):
        return self.call("POST", path, json.dumps(body).encode(), "application/json", headers)

    def call(self, method, path, body=None, kind=None, headers=None):
        """The answer as JSON."""
        with self.open(method, path, body, kind, headers) as answer:
            return json.load(answer)

    def open(self, method, path, body=None, kind=None, headers=None):
        """The answer, to be read and closed by the caller. Raises DureError with the platform's words."""
        request = urllib.request.Request(self.url + path, data=body, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        if kind:
            request.add_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            request.add_header(name.replace("_", "-"), value)
        try:
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as refused:
            raise DureError(_words(refused), refused.code) from None
        except (urllib.error.URLError, OSError) as away:
            raise DureError(f"{self.url} does not answer: {getattr(away, 'reason', away)}") from None

    def project(self, name=None):
        """The path of the project: of the one named, else of the only one, else of ``default``."""
        if name is None:
            names = [each["name"] for each in self.all("/api/v1/projects")]
            if len(names) == 1:
                name = names[0]
            elif "default" in names:
                name = "default"
            else:
                raise DureError("Say which project: " + (", ".join(names) or "you are a member of none"))
        return "/api/v1/projects/" + urllib.parse.quote(name, safe="")

    def find(self, project, noun, name):
        """The dataset or problem of this name or id."""
        for each in self.all(f"{project}/{noun}s"):
            if name in (each["name"], each["id"]):
                return each
        raise DureError(f"There is no {noun} {name!r}.", 404)

    def all(self, path):
        """Every item of a list, page after page."""
        after = None
        while True:
            page = self.get(path, after=after)
            yield from page["items"]
            after = page.get("next")
            if not after:
                return


def _with(path, query):
    given = {name: value for name, value in query.items() if value is not None}
    return path + ("?" + urllib.parse.urlencode(given) if given else "")


def _kept():
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        return json.loads((folder / "dure" / "config.json").read_text())
    except (OSError, ValueError):
        return {}


def _words(refused):
    try:
        problem = json.loads(refused.read())
    except ValueError:
        return f"{refused.code} {refused.reason}"
    fields = "; ".join(f"{each.get('field')} {each.get('message')}" for each in problem.get("errors") or [])
    return ": ".join(part for part in (problem.get("title"), problem.get("detail"), fields) if part)
