package org.dure.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dure.agent.cgroup.Sweep;
import org.dure.agent.sandbox.NodeCheck;
import org.dure.base.Ids;
import org.dure.base.agent.Reach;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.Assumptions;

/// What a test of the agent needs around it: a pretended server, a folder, an order, and a real agent process.
final class Stage implements AutoCloseable {

    final PretendServer server = new PretendServer();
    final UUID attempt = Ids.next();
    final Path folder;
    final Path program;
    final Map<String, String> environment = new HashMap<>(Map.of("MLFLOW_RUN_ID", "run-1"));
    final List<WorkOrder.Mount> mounts = new ArrayList<>();
    WorkOrder.Needs needs = new WorkOrder.Needs(1, 512L << 20, List.of());
    WorkOrder.Limits limits = new WorkOrder.Limits(60, 64, 64L << 20, 5);
    WorkOrder.Checkpoint checkpoint;
    String requirements;
    String image;
    String containerfile;
    Map<String, String> secrets = Map.of();
    Reach reach = Reach.NONE;
    List<String> javaFlags = List.of();
    UUID project = UUID.randomUUID();
    List<String> flags = List.of();
    String path = System.getenv("PATH");
    int nodes = 1;
    Process agent;

    Stage(Path folder) throws IOException {
        List<NodeCheck.Lack> lacks = NodeCheck.lacks();
        if (!lacks.isEmpty()) {
            System.err.println("skipped, since no sandbox can run here: " + lacks);
        }
        Assumptions.assumeTrue(lacks.isEmpty(), () -> "no sandbox can run here: " + lacks);
        this.folder = Files.createDirectories(folder);
        // As the platform keeps them: closed to other users above, open at the mounted folder itself.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        this.program = open(folder.resolve("program"));
    }

    /// podman or Docker, with which a test makes its image; skips the test where neither works.
    static String imageStore() {
        List<NodeCheck.Lack> lacks = NodeCheck.imageLacks();
        String tool = NodeCheck.imageTool().map(Path::toString).orElse("");
        boolean keeps = lacks.isEmpty() && tool.matches(".*/(podman|docker)");
        if (!keeps) {
            System.err.println("skipped, since no images can be made here: " + lacks);
        }
        Assumptions.assumeTrue(keeps, () -> "no images can be made here: " + lacks);
        return tool;
    }

    /// A new folder that the sandbox's user may read.
    static Path open(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path;
    }

    Path file(String name, String text) throws IOException {
        Path file = program.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    Path work() {
        return folder.resolve("work");
    }

    /// Starts a real agent process.
    Stage start(String... command) throws IOException {
        server.order(new WorkOrder(
                UUID.randomUUID(),
                project,
                attempt,
                1,
                PretendServer.SESSION_TOKEN,
                program.toString(),
                List.of(command),
                environment,
                mounts,
                needs,
                limits,
                requirements,
                checkpoint,
                image,
                containerfile,
                secrets,
                reach,
                List.of("/api/2.0/mlflow", "/api/v1/sessions/mine"),
                false,
                nodes));
        Path token = folder.resolve("token");
        Files.writeString(token, PretendServer.ATTEMPT_TOKEN + "\n");
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        line.addAll(javaFlags);
        line.addAll(List.of(
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.dure.agent.Agent",
                "--server",
                server.url().toString(),
                "--attempt",
                attempt.toString(),
                "--token-file",
                token.toString(),
                "--work",
                work().toString()));
        line.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", path);
        agent = builder.start();
        return this;
    }

    Stage shell(String script) throws IOException {
        return start("/bin/sh", "-c", script);
    }

    /// Waits for the agent to leave by itself.
    Stage end() throws InterruptedException, IOException {
        return end(90);
    }

    Stage end(long seconds) throws InterruptedException, IOException {
        if (!agent.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent did not leave; " + story());
        }
        if (!server.faults.isEmpty()) {
            throw new AssertionError(server.faults + "; " + story());
        }
        return this;
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what + "; " + story());
            }
            Thread.sleep(20);
        }
    }

    String cause() {
        return server.states.getLast().cause().text();
    }

    String story() throws IOException {
        return "states " + server.states + ", log " + server.log() + ", agent "
                + Files.readString(folder.resolve("agent.log"));
    }

    @Override
    public void close() throws Exception {
        if (agent != null) {
            agent.destroyForcibly().waitFor();
            Sweep.sweep(attempt);
        }
        server.close();
    }
}
