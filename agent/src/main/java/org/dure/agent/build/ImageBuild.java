package org.dure.agent.build;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.agent.folder.DiskWatch;
import org.dure.agent.folder.FolderRemoval;
import org.dure.agent.image.Images;
import org.dure.agent.proxy.BuildProxy;
import org.dure.agent.proxy.Listener;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.supervision.Preparation;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// Runs the steps that make an image, one after the other, each in a sandbox like the session's own: what it may
/// write is the image, what it reaches is the package index and the project's hosts, and what it takes counts against
/// the session's limits. Files are copied inside, too: a step may have left links that lead out of the image.
public final class ImageBuild {

    private static final Duration PATIENCE = Duration.ofMinutes(60);

    private final Path work;
    private final URI packageIndex;
    private final WorkOrder order;
    private final Preparation preparation;

    /// How many have been begun.
    private int images;

    /// @param work         the attempt's own folder
    /// @param packageIndex of Python, which the steps may reach
    public ImageBuild(Path work, URI packageIndex, WorkOrder order, Preparation preparation) {
        this.work = work;
        this.packageIndex = packageIndex;
        this.order = order;
        this.preparation = preparation;
    }

    /// Whose the files of an image are while it is made.
    SandboxUser user() {
        return preparation.user();
    }

    /// @param root  a copy of the base, the sandbox user's own
    /// @param roots the files of what the plan takes from, by their ids
    /// @return false where the attempt was ended meanwhile
    /// @throws RefusedException naming the step that failed, with its last words
    boolean run(BuildPlan plan, Path root, Map<String, Path> roots)
            throws IOException, InterruptedException, RefusedException {
        String own = "build-" + ++images;
        Path socket = open(work.resolve(own + "-socket"));
        BuildProxy proxy = new BuildProxy(packageIndex, order.reach(), preparation.log()::say);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Listener listener = Listener.open(socket.resolve("platform.sock"), proxy)) {
            for (int i = 0; i < plan.steps().size(); i++) {
                Step step = plan.steps().get(i);
                preparation
                        .log()
                        .say("step " + (i + 1) + " of " + plan.steps().size() + ": "
                                + step.line().words());
                Path files = open(work.resolve(own + "-" + (i + 1)));
                boolean done = run(step, sandbox(step, root, roots, files, socket), root, files, deadline);
                FolderRemoval.remove(files);
                if (!done) {
                    return false;
                }
            }
        }
        return true;
    }

    private SandboxPlan sandbox(Step step, Path root, Map<String, Path> roots, Path files, Path socket)
            throws IOException {
        List<SandboxPlan.Bind> binds = new ArrayList<>();
        Map<String, String> environment = new LinkedHashMap<>();
        List<String> command;
        String folder = "/";
        switch (step) {
            case Step.Run run -> {
                environment.putAll(environment(run.environment()));
                command = run.command();
                folder = run.folder();
            }
            case Step.Put put -> {
                Path context = open(files.resolve("context"));
                try (OutputStream out = Files.newOutputStream(context.resolve("files.tar"))) {
                    BuildContext.pack(put.files(), out);
                }
                Files.setPosixFilePermissions(
                        context.resolve("files.tar"), PosixFilePermissions.fromString("rw-r--r--"));
                binds.add(new SandboxPlan.Bind(context, "/run/context", false));
                String name = put.name();
                String mode = name == null
                        ? ""
                        : Integer.toOctalString(put.files().getFirst().mode());
                command = List.of(SandboxPlan.UNPACK, put.place(), mode, name == null ? "" : name);
            }
            case Step.Take take -> {
                Path from = Objects.requireNonNull(roots.get(take.from().id()));
                binds.add(new SandboxPlan.Bind(from, "/run/from", false));
                Integer mode = take.mode();
                command = new ArrayList<>(List.of(
                        SandboxPlan.TAKE,
                        take.place(),
                        take.into() ? "yes" : "",
                        mode == null ? "" : Integer.toOctalString(mode)));
                command.addAll(take.sources());
            }
        }
        return SandboxPlan.building(root, binds, environment, command, folder, socket, Images.BYTES_MAX);
    }

    /// The platform's own are set for the steps alone; only the way out stands above what the file sets.
    private Map<String, String> environment(Map<String, String> ofFile) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", "/root");
        environment.put("APT_CONFIG", "/run/etc/apt.conf");
        environment.put("PIP_INDEX_URL", packageIndex.toString());
        if ("http".equals(packageIndex.getScheme())) {
            environment.put("PIP_TRUSTED_HOST", packageIndex.getHost());
        }
        environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        environment.putAll(ofFile);
        for (String name : List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")) {
            environment.put(name, "http://127.0.0.1:" + SandboxPlan.PORT);
        }
        return environment;
    }

    private boolean run(Step step, SandboxPlan plan, Path root, Path files, long deadline)
            throws IOException, InterruptedException, RefusedException {
        DiskWatch disk = DiskWatch.ofWhole(root, "the image", preparation.group());
        Preparation.End end = preparation.run(plan, files.resolve("launch"), disk, deadline);
        if (end == null) {
            return false;
        }
        Reason fault = fault(end);
        if (fault != null) {
            throw step.line().failed(fault.because(Reason.inWords(lastWords(end))));
        }
        return true;
    }

    private @Nullable Reason fault(Preparation.End end) {
        if (end.late()) {
            return Reason.of(AttemptReason.TIME_EXCEEDED, Map.of("seconds", PATIENCE.toSeconds()));
        }
        if (end.excess() != null) {
            return end.excess();
        }
        if (end.memoryKilled()) {
            return Reason.of(
                    AttemptReason.MEMORY_EXCEEDED,
                    Map.of("limit", ByteSize.words(order.needs().memoryBytes())));
        }
        return end.code() == 0 ? null : Reason.of(AttemptReason.EXIT_CODE, Map.of("code", end.code()));
    }

    private static String lastWords(Preparation.End end) {
        if (!end.startMessage().equals("started") && !end.startMessage().isEmpty()) {
            return end.startMessage();
        }
        return end.lines().isEmpty() ? "it has printed nothing" : String.join("; ", end.lastLines());
    }

    private static Path open(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
