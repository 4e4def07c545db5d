"""Where a session's program finds its data and leaves its results."""

import contextlib
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
    """Says that the files in ``checkpoint()`` are complete and may be stored, and that a request to save is followed.

    Replace files (write beside, then ``os.replace``) rather than write into them: storing may still be going on.
    """
    folder = checkpoint()
    with contextlib.suppress(FileNotFoundError):
        (folder / ".save").unlink()
    (folder / ".ready").touch()


def save_requested():
    """Whether the platform wants a checkpoint soon, because the session has to make room. Cheap enough for each step."""
    return (checkpoint() / ".save").exists()


@contextlib.contextmanager
def saving(name):
    """Saves one file of the checkpoint: ``with dure.saving("state.pt") as path: torch.save(state, path)``.

    The file that the block writes at ``path`` replaces ``name`` as a whole, and the checkpoint may then be stored. Where the block
    fails, what was there stays.
    """
    target = checkpoint() / name
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        yield unfinished
        os.replace(unfinished, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
    checkpoint_ready()


def restored(name):
    """The path of the file ``name`` that an earlier attempt has saved; None at the first start."""
    path = checkpoint() / name
    return path if path.exists() else None


def want_signal():
    """Says that this program handles SIGUSR1 by saving; call it after the handler is installed."""
    (checkpoint() / ".signal").touch()


def _made(path):
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
