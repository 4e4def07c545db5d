package org.dure.server.compute.slurm;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dure.server.base.Folders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A real Slurm of one node, or of two on this machine, each with two pretended GPUs, its daemons started by the
/// test in a folder of its own. One of each size for all tests of a virtual machine; it ends with that.
public final class TestSlurm {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Map<Integer, TestSlurm> RUNNING = new HashMap<>();

    private static final Path REST = Path.of("/usr/sbin/slurmrestd");

    private final Path folder;
    private final List<String> names;
    private final List<Process> others = new ArrayList<>();
    private Process controller;
    private Process node;
    private @Nullable String restUrl;

    /// Skips the test, saying so, where Slurm is not installed or cannot be started.
    public static TestSlurm require() {
        return require(1);
    }

    /// The same with so many nodes.
    public static synchronized TestSlurm require(int nodes) {
        boolean there = Files.isExecutable(Path.of("/usr/sbin/slurmctld"))
                && Files.isExecutable(Path.of("/usr/sbin/slurmd"))
                && Files.isExecutable(Path.of("/usr/sbin/munged"))
                && "root".equals(System.getProperty("user.name"));
        if (!there) {
            System.out.println("SKIPPED: the tests with a real Slurm need slurm-wlm and munge (apt), and root");
        }
        Assumptions.assumeTrue(there, "no Slurm on this machine");
        return RUNNING.computeIfAbsent(nodes, TestSlurm::started);
    }

    private static boolean canRest() {
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            for (Path each : libraries) {
                if (Files.exists(each.resolve("slurm-wlm/auth_jwt.so"))) {
                    return Files.isExecutable(REST);
                }
            }
            return false;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// The address of its slurmrestd, which is started when it is first asked for. Skips the test, saying so, where
    /// there is none.
    synchronized String requireRest() throws IOException {
        if (!canRest()) {
            System.out.println(
                    "SKIPPED: the tests with a real slurmrestd need slurmrestd and slurm-wlm-jwt-plugin (apt)");
        }
        Assumptions.assumeTrue(canRest(), "no slurmrestd on this machine");
        if (restUrl == null) {
            String address = "127.0.0.1:" + freePort();
            // It refuses to run as root, takes tokens only with this variable, and has accounts only with slurmdbd.
            others.add(start(
                    "env",
                    "SLURM_JWT=daemon",
                    REST.toString(),
                    "-u",
                    "nobody",
                    "-g",
                    "nogroup",
                    "-a",
                    "rest_auth/jwt",
                    "-s",
                    "openapi/v0.0.38",
                    "-f",
                    conf().toString(),
                    address));
            restUrl = "http://" + address;
        }
        return restUrl;
    }

    /// What a pool that is driven through its slurmrestd cannot be without, but for the platform's own address.
    ///
    /// @param token the file with root's
    Map<String, Object> restSettings(Path token) throws IOException {
        return Map.of(
                "rest_url", requireRest(),
                "rest_token_file", token.toString(),
                "rest_user", "root",
                "shared_folder", folder("shared").toString(),
                "java", System.getProperty("java.home"));
    }

    /// A token for slurmrestd, as `scontrol token` writes it.
    String token(String user) {
        String token = ask("scontrol", "token", "username=" + user, "lifespan=7200");
        if (token == null) {
            throw new AssertionError("there is no token for " + user);
        }
        return token;
    }

    private static TestSlurm started(int nodes) {
        try {
            return new TestSlurm(nodes);
        } catch (IOException e) {
            throw new AssertionError("Slurm could not be started", e);
        }
    }

    private TestSlurm(int nodes) throws IOException {
        folder = Files.createTempDirectory("dure-slurm-");
        // The jobs' users pass through it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        Path munge = Files.createDirectory(
                folder.resolve("munge"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        byte[] key = new byte[1024];
        new SecureRandom().nextBytes(key);
        Files.createFile(
                munge.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(munge.resolve("key"), key);
        String name =
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.", 2)[0];
        names = nodes == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, nodes).mapToObj(each -> "n" + each).toList();
        Path jwt = Files.createFile(
                folder.resolve("jwt.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(jwt, Arrays.copyOf(key, 32));
        Files.writeString(conf(), configuration(name));
        Files.writeString(
                folder.resolve("gres.conf"),
                names.stream()
                        .map(each -> "NodeName=" + each + " Name=gpu File=/dev/null\nNodeName=" + each
                                + " Name=gpu File=/dev/zero\n")
                        .collect(Collectors.joining()));
        others.add(start(
                "/usr/sbin/munged",
                "--force",
                "--foreground",
                "--num-threads=2",
                "--key-file=" + munge.resolve("key"),
                "--socket=" + munge.resolve("socket"),
                "--pid-file=" + munge.resolve("pid"),
                "--log-file=" + munge.resolve("log"),
                "--seed-file=" + munge.resolve("seed")));
        await("munge", () -> Files.exists(munge.resolve("socket")));
        controller = start("/usr/sbin/slurmctld", "-D", "-i", "-f", conf().toString());
        node = startDaemon(names.getFirst());
        for (String other : names.subList(1, names.size())) {
            others.add(startDaemon(other));
        }
        awaitNode();
    }

    private Process startDaemon(String of) throws IOException {
        return start("/usr/sbin/slurmd", "-D", "-N", of, "-f", conf().toString());
    }

    public Path conf() {
        return folder.resolve("slurm.conf");
    }

    /// For the shared folder of a pool.
    public Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /// Returns when the controller has written down what it knows of its jobs by now. A job that it has begun and not
    /// written
    /// down, which may take it five seconds, it forgets with its death, and ends it when it comes back.
    void awaitSaved() {
        Path state = folder.resolve("state/job_state");
        FileTime before = modified(state);
        String job = jobs().getFirst().split(" ")[0];
        ask("scontrol", "update", "jobid=" + job, "admincomment=to be written");
        await("the controller's state", () -> modified(state).compareTo(before) > 0);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException notYet) {
            return FileTime.fromMillis(0);
        }
    }

    /// Keeps all nodes for root, from now on, whatever runs there.
    void reserve(String name) {
        String words = "scontrol create reservation Users=root Nodes=ALL StartTime=now Duration=UNLIMITED"
                + " Flags=IGNORE_JOBS ReservationName=" + name;
        String made = ask(words.split(" "));
        if (made == null) {
            throw new AssertionError("there is no reservation " + name);
        }
    }

    /// It takes connections and answers none, until it is killed.
    void haltController() throws IOException {
        new ProcessBuilder("kill", "-STOP", Long.toString(controller.pid()))
                .start()
                .onExit()
                .join();
    }

    public void killController() {
        kill(controller);
    }

    public void startController() throws IOException {
        controller = start("/usr/sbin/slurmctld", "-D", "-f", conf().toString());
        awaitNode();
    }

    public void killNode() {
        kill(node);
    }

    public void startNode() throws IOException {
        node = startDaemon(names.getFirst());
        awaitNode();
    }

    /// What a command of Slurm's writes; null where it fails.
    public @Nullable String ask(String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().put("SLURM_CONF", conf().toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : null;
        } catch (IOException | InterruptedException e) {
            return null;
        }
    }

    /// The jobs that have not ended, one a line.
    public List<String> jobs() {
        String answer = ask("squeue", "--noheader", "--format=%i %T %j");
        if (answer == null) {
            throw new AssertionError("squeue does not answer");
        }
        return answer.lines().toList();
    }

    private void awaitNode() {
        await(
                "the nodes",
                () -> resumedNode()
                                .lines()
                                .filter(line -> line.matches("(idle|mixed|allocated|completing) .*"))
                                .count()
                        == names.size());
    }

    /// The node's state, its name and why Slurm has taken it out. Slurm takes out a node on which a job could not be
    /// begun or ended; this brings it back, as an administrator does.
    String resumedNode() {
        String told = ask("sinfo", "--noheader", "--Node", "--format=%T %N %E");
        String state = told == null ? "unknown" : told.strip();
        for (String line : state.lines().toList()) {
            if (line.matches("(drain|down).*")) {
                System.out.println("Slurm's node is " + line + "; resumed");
                ask("scontrol", "update", "nodename=" + line.split(" ")[1], "state=resume");
            }
        }
        return state;
    }

    private Process start(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(Path.of(words[0]).getFileName() + ".out").toFile()));
        builder.environment().put("SLURM_CONF", conf().toString());
        return builder.start();
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void end() {
        String jobs = ask("squeue", "--noheader", "--format=%i");
        if (jobs != null) {
            jobs.lines().forEach(job -> ask("scancel", "--signal=KILL", "--full", job));
        }
        List.of(node, controller).forEach(Process::destroyForcibly);
        others.forEach(Process::destroyForcibly);
        try {
            Folders.delete(folder);
        } catch (IOException left) {
            System.err.println("left: " + folder);
        }
    }

    private String configuration(String name) throws IOException {
        String text = """
                ClusterName=test
                SlurmctldHost=NODE(127.0.0.1)
                SlurmUser=root
                SlurmdUser=root
                AuthType=auth/munge
                AuthInfo=socket=FOLDER/munge/socket
                CredType=cred/munge
                SlurmctldPort=PORT1
                StateSaveLocation=FOLDER/state
                SlurmdSpoolDir=FOLDER/spool-%n
                SlurmctldPidFile=FOLDER/slurmctld.pid
                SlurmdPidFile=FOLDER/slurmd-%n.pid
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                MpiDefault=none
                SelectType=select/cons_tres
                SelectTypeParameters=CR_Core
                GresTypes=gpu
                ReturnToService=2
                SlurmdTimeout=30
                BatchStartTimeout=120
                MessageTimeout=30
                KillWait=5
                UnkillableStepTimeout=120
                SchedulerParameters=batch_sched_delay=0,sched_interval=1
                PriorityType=priority/multifactor
                PriorityDecayHalfLife=7-0
                """;
        StringBuilder nodes = new StringBuilder();
        for (String each : names) {
            nodes.append("NodeName=" + each + " NodeHostname=" + name + " NodeAddr=127.0.0.1 Port=" + freePort()
                    + " CPUs=2 RealMemory=2000 Gres=gpu:2 State=UNKNOWN\n");
        }
        nodes.append(
                "PartitionName=main Nodes=" + String.join(",", names) + " Default=YES MaxTime=INFINITE State=UP\n");
        if (canRest()) {
            text += "AuthAltTypes=auth/jwt\nAuthAltParameters=jwt_key=FOLDER/jwt.key\n";
        }
        return text.replace("NODE", name)
                        .replace("FOLDER", folder.toString())
                        .replace("PORT1", Integer.toString(freePort()))
                + nodes;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(what + " has not come; see " + folder);
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
