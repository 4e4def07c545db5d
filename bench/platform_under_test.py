"""What the benchmarks that put a whole platform up have in common."""

import contextlib
import datetime
import os
import pathlib
import platform as machine
import socket
import subprocess

from dure.platform import Platform

HOME = pathlib.Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(*words):
    """The ids of the processes in whose command lines all the words stand."""
    wanted = [word.encode() for word in words]
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if all(word in line for word in wanted):
                yield int(entry.name)


@contextlib.contextmanager
def started(data, cpu_slots):
    """A platform on a fresh folder, down again at the end; the administrator's API."""
    ports = ["--port", str(free_port()), "--serve-port", str(free_port())]
    up = [HOME / "dure", "up", "--detach", "--data", data, *ports]
    environment = os.environ | {"DURE_CPU_SLOTS": str(cpu_slots)}
    subprocess.run(up, check=True, env=environment, stdout=subprocess.DEVNULL)
    try:
        os.environ["DURE_URL"] = f"http://127.0.0.1:{ports[1]}"
        os.environ["DURE_TOKEN"] = (data / "admin.token").read_text().strip()
        yield Platform()
    finally:
        subprocess.run([HOME / "dure", "down", "--data", data], stdout=subprocess.DEVNULL)
        for pid in processes("org.dure.agent.Agent", str(data)):
            os.kill(pid, 9)


def circumstances():
    """The commit, the day and the machine, as they stand in a result. To be asked for before measuring."""
    git = ["git", "-C", HOME, "rev-parse", "--short", "HEAD"]
    return {
        "commit": subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip(),
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return machine.processor()
