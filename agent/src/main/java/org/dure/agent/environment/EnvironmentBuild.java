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
import org.dure.agent.folder.DiskWatch;
import org.dure.agent.proxy.Listener;
import org.dure.agent.proxy.PackageProxy;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.supervision.Preparation;
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

    private final Path work;
    private final URI packageIndex;
    private final WorkOrder order;
    private final Preparation preparation;

    /// @param work         the attempt's own folder
    /// @param packageIndex that `requirements.txt` is resolved against
    public EnvironmentBuild(Path work, URI packageIndex, WorkOrder order, Preparation preparation) {
        this.work = work;
        this.packageIndex = packageIndex;
        this.order = order;
        this.preparation = preparation;
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
        preparation.user().own(target);
        preparation.user().own(temporary);
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
        DiskWatch disk = new DiskWatch(written, "the environment", preparation.group());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Preparation.End end = preparation.run(plan, work.resolve("launch-environment"), disk, deadline);
        if (end == null) {
            return false;
        }
        Reason fault = fault(end);
        if (fault != null) {
            throw new RefusedException(fault);
        }
        return true;
    }

    private @Nullable Reason fault(Preparation.End end) {
        if (end.late()) {
            return Reason.of(AttemptReason.REQUIREMENTS_TIME_EXCEEDED, Map.of("minutes", PATIENCE.toMinutes()));
        }
        if (end.excess() != null) {
            return Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED).because(end.excess());
        }
        if (end.code() == 0) {
            return null;
        }
        return end.memoryKilled()
                ? Reason.of(
                        AttemptReason.REQUIREMENTS_MEMORY_EXCEEDED,
                        Map.of("limit", ByteSize.words(order.needs().memoryBytes())))
                : Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED).because(Reason.inWords(lastWords(end)));
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
    private static String lastWords(Preparation.End end) {
        List<String> errors =
                end.lines().stream().filter(line -> line.startsWith("ERROR:")).toList();
        return String.join(
                "; ",
                (errors.isEmpty() ? end.lastLines() : errors)
                        .stream().map(line -> line.replaceFirst("^ERROR: ", "")).toList());
    }
}
