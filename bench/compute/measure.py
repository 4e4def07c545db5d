"""Started by `run`. Puts a platform up on a fresh folder, measures it, and takes it down."""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import dure
from platform_under_test import circumstances, processes, started

HERE = pathlib.Path(__file__).resolve().parent
RUNNING = int(os.environ.get("RUNNING", "100"))
WAITING = int(os.environ.get("WAITING", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "15"))
WATCH_S = 30
LIMIT_S = 900

# Each session needs so little that the machine's processor, not its slots, is what a hundred of them share.
NEEDS = {"cpus": 0.1, "memory": "32m"}
FIRST_LINE = "import time\nprint('first line', flush=True)\n"
LIGHT = "import time\nprint('here', flush=True)\ntime.sleep(3600)\n"


def program(folder, text):
    folder.mkdir()
    (folder / "main.py").write_text(text)
    return folder


def median(values):
    return statistics.median(values)


def by_hand(folder):
    """The same program in the same kind of sandbox, without a platform: what no scheduler can go below."""
    command = ["bwrap", "--unshare-all", "--die-with-parent"]
    for path in ("/usr", "/bin", "/lib", "/lib64", "/etc"):
        if os.path.exists(path):
            command += ["--ro-bind", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--ro-bind", str(folder), "/work", "--chdir", "/work"]
    began = time.monotonic()
    process = subprocess.Popen(command + ["/usr/bin/python3", "main.py"], stdout=subprocess.PIPE)
    process.stdout.readline()
    took = time.monotonic() - began
    process.wait()
    return took


def first_line(folder):
    """Seconds from submitting to the first line of the log as a reader of the API sees it."""
    began = time.monotonic()
    session = dure.submit("main.py", folder=folder, **NEEDS)
    for _ in session.logs(follow=True, poll=0.02):
        break
    took = time.monotonic() - began
    session.wait(poll=0.05)
    return took


class Processes:
    """The platform's processes of one kind, by what stands in their command lines."""

    def __init__(self, *words):
        self.words = words

    def cpu_s(self):
        ticks = 0
        for pid in processes(*self.words):
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
            except OSError:
                continue
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self):
        """Of each: resident and its own (private), in MB."""
        resident, own = [], []
        for pid in processes(*self.words):
            try:
                sizes = dict(
                    line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
                )
            except OSError:
                continue
            kb = {name: int(size.split()[0]) for name, size in sizes.items()}
            resident.append(kb["Rss"] * 1.024e-3)
            own.append((kb["Private_Clean"] + kb["Private_Dirty"]) * 1.024e-3)
        return resident, own


def running(api, project):
    """The ids of the sessions that run."""
    ids, after = set(), None
    while True:
        page = api.get(f"{project}/sessions", state="RUNNING", limit=100, after=after)
        ids |= {each["id"] for each in page["items"]}
        after = page.get("next")
        if not after:
            return ids


def crowd(api, project, data, folder):
    server = Processes("org.dure.server.DureServer", str(data))
    postgres = Processes("postgres", str(data))
    agents = Processes("org.dure.agent.Agent", str(data))
    began = time.monotonic()
    for _ in range(RUNNING + WAITING):
        dure.submit("main.py", folder=folder, **NEEDS)
    submitted_s = time.monotonic() - began
    while len(running(api, project)) < RUNNING:
        if time.monotonic() - began > LIMIT_S:
            raise SystemExit(f"after {LIMIT_S} s only {len(running(api, project))} of {RUNNING} run")
        time.sleep(1)
    all_run_s = time.monotonic() - began
    time.sleep(5)
    before = [server.cpu_s(), postgres.cpu_s(), agents.cpu_s()]
    watched = time.monotonic()
    answers = []
    while time.monotonic() - watched < WATCH_S:
        asked = time.monotonic()
        api.get(f"{project}/sessions", limit=100)
        answers.append((time.monotonic() - asked) * 1e3)
        time.sleep(0.2)
    seconds = time.monotonic() - watched
    after = [server.cpu_s(), postgres.cpu_s(), agents.cpu_s()]
    cores = [round((late - early) / seconds, 3) for early, late in zip(before, after)]
    resident, own = agents.memory_mb()
    return {
        "submitted_per_s": round((RUNNING + WAITING) / submitted_s, 1),
        "all_running_after_s": round(all_run_s, 1),
        "cores_used": {"server": cores[0], "postgres": cores[1], "agents_together": cores[2]},
        "list_of_100_sessions_ms": {
            "median": round(median(answers), 1),
            "p95": round(sorted(answers)[int(len(answers) * 0.95)], 1),
        },
        "agent_mb": {"resident": round(median(resident), 1), "own": round(median(own), 1), "aims": [70, 45]},
        "server_resident_mb": round(median(server.memory_mb()[0]), 1),
        "handed_on_ms": handed_on(api, project),
    }


def handed_on(api, project):
    """From stopping a session to another one running in its slot, with all the others waiting: milliseconds."""
    took = []
    for session in sorted(running(api, project))[:5]:
        known = running(api, project)
        began = time.monotonic()
        api.post(f"/api/v1/sessions/{session}/stop", {"reason": "the bench makes room"})
        while not running(api, project) - known:
            time.sleep(0.05)
        took.append((time.monotonic() - began) * 1e3)
    return {"median": round(median(took)), "all": [round(each) for each in took]}


def measure(work):
    data = work / "data"
    with started(data, RUNNING) as api:
        project = api.project()
        quick = program(work / "quick", FIRST_LINE)
        first_line(quick)
        rounds = [(first_line(quick), by_hand(quick)) for _ in range(ROUNDS)]
        ours, bare = [each * 1e3 for each in next(zip(*rounds))], [each[1] * 1e3 for each in rounds]
        return {
            "submit_to_first_line_ms": {
                "median": round(median(ours)),
                "all": [round(each) for each in ours],
                "by_hand_in_bubblewrap": round(median(bare)),
            },
            f"{RUNNING}_running_{WAITING}_waiting": crowd(api, project, data, program(work / "light", LIGHT)),
        }


def written(result):
    (HERE / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    crowd_key = next(key for key in result if key.endswith("waiting"))
    crowd_of, latency = result[crowd_key], result["submit_to_first_line_ms"]
    cores = crowd_of["cores_used"]
    (HERE / "result.md").write_text(
        f"""# Sessions on one machine

{result["date"]}, commit {result["commit"]}, {result["cores"]} cores ({result["processor"]}), load before
{result["load_before"]}. By `bench/compute/run`.

| | |
|---|---|
| from submitting to the first line of the log | {latency["median"]} ms (median of {len(latency["all"])}) |
| the same program in bubblewrap by hand | {latency["by_hand_in_bubblewrap"]} ms |
| {RUNNING + WAITING} sessions submitted | {crowd_of["submitted_per_s"]} a second |
| {RUNNING} running, counted from the first submission | after {crowd_of["all_running_after_s"]} s |
| cores used while they run and {WAITING} wait | server {cores["server"]}, PostgreSQL {cores["postgres"]}, \
all agents {cores["agents_together"]} |
| list of 100 sessions meanwhile | {crowd_of["list_of_100_sessions_ms"]["median"]} ms, \
p95 {crowd_of["list_of_100_sessions_ms"]["p95"]} ms |
| from stopping one to the next one running in its slot | {crowd_of["handed_on_ms"]["median"]} ms |
| memory of an agent | {crowd_of["agent_mb"]["resident"]} MB resident (aim 70), {crowd_of["agent_mb"]["own"]} MB its own \
(aim 45) |
| memory of `server` | {crowd_of["server_resident_mb"]} MB resident |
"""
    )


def main():
    facts = circumstances()
    work = pathlib.Path(tempfile.mkdtemp(prefix="dure-bench-compute-"))
    try:
        measured = measure(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    written(facts | measured)
    print((HERE / "result.md").read_text())


main()
