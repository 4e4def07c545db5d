package org.dure.agent.environment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.folder.DiskWatch;
import org.dure.agent.log.LogChunker;
import org.dure.agent.log.ProgramOutput;
import org.dure.agent.proxy.Listener;
import org.dure.agent.proxy.PackageProxy;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.Sandbox;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.secret.SecretMask;
import org.dure.agent.supervision.Ending;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// Installs the packages that a `requirements.txt` names, in a sandbox that reaches the package index alone.
/// Only wheels are taken: nobody's installation script runs.
public final class EnvironmentBuild {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /// The largest wheels unpack to a few GiB.
    private static final long BYTES_MAX = 20L << 30;

    private static final long POLL_MILLIS = 100;
    private static final long DISK_POLL_MILLIS = 2_000;

    private final Path work;
    private final URI packageIndex;
    private final WorkOrder order;
    private final SandboxUser user;
    private final Cgroup group;
    private final Ending ending;
    private final LogChunker log;

    /// @param work         the attempt's own folder
    /// @param packageIndex that `requirements.txt` is resolved against
    public EnvironmentBuild(
            Path work,
            URI packageIndex,
            WorkOrder order,
            SandboxUser user,
            Cgroup group,
            Ending ending,
            LogChunker log) {
        this.work = work;
        this.packageIndex = packageIndex;
        this.order = order;
        this.user = user;
        this.group = group;
        this.ending = ending;
        this.log = log;
    }

    /// @param target  an empty folder for the packages
    /// @param scratch holds what is not needed afterwards
    /// @return false where the attempt was ended meanwhile
    boolean run(String requirements, Path target, Path scratch)
            throws IOException, InterruptedException, RefusedException {
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));
        Path given = Files.createDirectory(scratch.resolve("given"));
        Path socket = Files.createDirectories(work.resolve("index"));
        for (Path shown : List.of(given, socket)) {
            Files.setPosixFilePermissions(shown, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        user.own(target);
        user.own(temporary);
        Path file = Files.writeString(given.resolve("requirements.txt"), requirements);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SandboxPlan plan = new SandboxPlan(
                null,
                List.of(
                        new SandboxPlan.Bind(given, "/given", false),
                        new SandboxPlan.Bind(target, "/build", true),
                        new SandboxPlan.Bind(temporary, "/tmp", true)),
                List.of(),
                variables(),
                command(),
                "/tmp",
                socket,
                SandboxPlan.PORT,
                BYTES_MAX,
                false,
                false,
                null);
        try (Listener proxy = Listener.open(socket.resolve("platform.sock"), PackageProxy.to(packageIndex))) {
            return install(plan, List.of(target, temporary));
        }
    }

    private boolean install(SandboxPlan plan, List<Path> written)
            throws IOException, InterruptedException, RefusedException {
        ProgramOutput output = new ProgramOutput(log, null, new SecretMask(List.of()));
        Sandbox sandbox = Sandbox.start(plan, group, user, work.resolve("launch-environment"));
        Thread reader = output.follow(sandbox.process());
        RefusedException excess = awaitEnd(sandbox, new DiskWatch(written, "the environment", group));
        group.kill();
        int code = sandbox.process().waitFor();
        reader.join(TimeUnit.SECONDS.toMillis(10));
        if (ending.verdict() != null) {
            return false;
        }
        if (excess != null) {
            throw excess;
        }
        if (code != 0) {
            boolean memory = group.memoryKills() > 0;
            throw new RefusedException(
                    memory
                            ? Reason.of(
                                    AttemptReason.REQUIREMENTS_MEMORY_EXCEEDED,
                                    Map.of("limit", ByteSize.words(order.needs().memoryBytes())))
                            : Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED)
                                    .because(Reason.inWords(lastWords(output.lastLines()))));
        }
        return true;
    }

    /// @return what it took too much of; null where it ended by itself or was ended by order
    private @Nullable RefusedException awaitEnd(Sandbox sandbox, DiskWatch disk)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long nextLook = System.nanoTime();
        while (!sandbox.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) && ending.verdict() == null) {
            if (System.nanoTime() > deadline) {
                return new RefusedException(
                        Reason.of(AttemptReason.REQUIREMENTS_TIME_EXCEEDED, Map.of("minutes", PATIENCE.toMinutes())));
            }
            if (System.nanoTime() > nextLook) {
                nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DISK_POLL_MILLIS);
                Reason excess = disk.excess(BYTES_MAX);
                if (excess != null) {
                    return new RefusedException(
                            Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED).because(excess));
                }
            }
        }
        return null;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-m", "pip", "install"));
        command.addAll(
                List.of("--only-binary", ":all:", "--target", "/build/packages", "--no-cache-dir", "--no-input"));
        command.addAll(List.of("--disable-pip-version-check", "--progress-bar", "off", "--no-compile"));
        command.addAll(List.of("--proxy", "http://127.0.0.1:" + SandboxPlan.PORT));
        command.addAll(List.of("--index-url", packageIndex.toString()));
        if ("http".equals(packageIndex.getScheme())) {
            command.addAll(List.of("--trusted-host", packageIndex.getHost()));
        }
        command.addAll(List.of("--requirement", "/given/requirements.txt"));
        return command;
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", "/usr/bin:/bin");
        variables.put("HOME", "/tmp");
        variables.put("TMPDIR", "/tmp");
        variables.put("LANG", "C.UTF-8");
        variables.put("PYTHONUNBUFFERED", "1");
        // The node's own settings of pip are not the session's.
        variables.put("PIP_CONFIG_FILE", "/dev/null");
        return variables;
    }

    /// The lines in which pip says what went wrong, or whatever it said last.
    private static String lastWords(List<String> lines) {
        List<String> errors =
                lines.stream().filter(line -> line.startsWith("ERROR:")).toList();
        List<String> told = errors.isEmpty() ? lines.subList(Math.max(0, lines.size() - 3), lines.size()) : errors;
        return String.join(
                "; ",
                told.stream().map(line -> line.replaceFirst("^ERROR: ", "")).toList());
    }
}
