"""Where a session's program finds its data and leaves its results."""

import os
from pathlib import Path


def data(name):
    """The folder of the data version that is mounted as ``name``; read-only.

    Raises FileNotFoundError, naming those that are there.
    """
    root = Path(os.environ.get("DURE_DATA") or "data")
    folder = root / name
    if not folder.is_dir():
        mounted = sorted(entry.name for entry in root.iterdir()) if root.is_dir() else []
        raise FileNotFoundError(f"no data {name!r} in {root}; there is: {', '.join(mounted) or 'nothing'}")
    return folder


def output():
    """The folder whose files become the run's artifacts."""
    return _made(os.environ.get("DURE_OUTPUT") or "output")


def checkpoint():
    """The folder whose content is there again when the session is started anew."""
    return _made(os.environ.get("DURE_CHECKPOINT") or "checkpoint")


def checkpoint_ready():
    """Says that the files in ``checkpoint()`` are complete and may be stored.

    Replace files (write beside, then ``os.replace``) rather than write into them: storing may still be going on.
    """
    (checkpoint() / ".ready").touch()


def _made(path):
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
