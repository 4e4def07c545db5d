"""A folder of a program as a zip, with what git says of it."""

import fnmatch
import io
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

from dure.platform import DureError

LEFT_OUT = {".git", ".venv", "__pycache__", "node_modules", ".idea", ".vscode", ".dure"}
FILES_MOST = 10_000
BYTES_MOST = 512 << 20
DIFF_BYTES_MOST = 1 << 20


def pack(folder):
    """The bytes of the zip: what git tracks or would, elsewhere all files; without what ``.dureignore`` names.

    Raises DureError where it is more than a program may be, naming the largest files.
    """
    folder = Path(folder).resolve()
    state = _git_state(folder)
    ignored = _patterns(folder / ".dureignore")
    paths = [
        path
        for path in sorted(_tracked(folder) if state else _walked(folder))
        if not LEFT_OUT & set(path.split("/")) and not _fits(ignored, path) and _is_plain(folder / path)
    ]
    sizes = {path: (folder / path).stat().st_size for path in paths}
    if not paths:
        raise DureError(f"{folder} holds no file to run.")
    if len(paths) > FILES_MOST or sum(sizes.values()) > BYTES_MOST:
        largest = ", ".join(sorted(sizes, key=sizes.get, reverse=True)[:3])
        raise DureError(
            f"{folder} holds {len(paths)} files of {sum(sizes.values()) >> 20} MiB together; a program has at most "
            f"{FILES_MOST} files and {BYTES_MOST >> 20} MiB. The largest: {largest}. Put data in as a dataset, and name in "
            ".dureignore what the program does not need."
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(folder / path, path)
        if state:
            diff = state.pop("diff")
            archive.writestr(".dure/git.json", json.dumps(state))
            if diff:
                archive.writestr(".dure/uncommitted.diff", diff)
    return buffer.getvalue()


def _git(folder, *arguments):
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _git_state(folder):
    if not _git(folder, "rev-parse", "--show-toplevel"):
        return None

    def line(*arguments):
        return (_git(folder, *arguments) or b"").decode(errors="replace").strip() or None

    commit = line("rev-parse", "--verify", "-q", "HEAD")
    remote = line("remote", "get-url", "origin")
    diff = _git(folder, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--", ".") if commit else b""
    diff = diff or b""
    return {
        "commit": commit,
        "branch": line("symbolic-ref", "--short", "-q", "HEAD"),
        "remote": remote and re.sub(r"^([a-z+]+://)[^/@]*@", r"\1", remote),
        "dirty": line("status", "--porcelain", "--", ".") is not None,
        "diff_cut": len(diff) > DIFF_BYTES_MOST,
        "diff": diff[:DIFF_BYTES_MOST],
    }


def _tracked(folder):
    listed = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
    return {path for path in (listed or b"").decode(errors="surrogateescape").split("\0") if path}


def _walked(folder):
    ignored = _patterns(folder / ".gitignore")
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in files:
            path = (Path(root) / name).relative_to(folder).as_posix()
            if not _fits(ignored, path):
                yield path


def _patterns(file):
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _fits(patterns, path):
    """Like gitignore(5), without its finer points: the last pattern that fits the path or a folder above it decides."""
    steps = path.split("/")
    out = False
    for pattern in patterns:
        keeps, pattern = pattern.startswith("!"), pattern.lstrip("!")
        for end in range(1, len(steps) + 1):
            if pattern.endswith("/") and end == len(steps):
                continue
            plain = pattern.strip("/")
            part = "/".join(steps[:end]) if "/" in pattern.rstrip("/") else steps[end - 1]
            if fnmatch.fnmatchcase(part, plain):
                out = not keeps
    return out


def _is_plain(path):
    return path.is_file() and not path.is_symlink()
