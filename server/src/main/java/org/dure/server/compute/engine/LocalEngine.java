package org.dure.server.compute.engine;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dure.base.DurableFiles;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Folders;
import org.dure.server.base.TlsSettings;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.pool.Connection;
import org.dure.server.compute.program.RecipeFolders;
import org.dure.server.compute.queue.Bell;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// This machine. An agent is a process of its own session, so that no signal to `server` reaches it; its handle is its
/// process id and the kernel's start time of it (proc(5)), because ids are used again.
@Component
class LocalEngine implements Engine {

    private static final long SWEEP_SECONDS = 60;

    private final DataFolder folder;
    private final AgentProgram agent;
    private final RecipeFolders recipes;
    private final Bell bell;
    private final @Nullable String address;
    private final int localPort;
    private volatile int port;

    LocalEngine(
            DataFolder folder,
            AgentProgram agent,
            TlsSettings tls,
            RecipeFolders recipes,
            Bell bell,
            Environment environment) {
        this.folder = folder;
        this.agent = agent;
        this.recipes = recipes;
        this.bell = bell;
        this.address = environment.getProperty("server.address");
        this.localPort = tls.localPort();
    }

    @EventListener
    void listening(WebServerInitializedEvent event) {
        port = localPort != 0 ? localPort : event.getWebServer().getPort();
    }

    @Override
    public Pool.Engine engine() {
        return Pool.Engine.LOCAL;
    }

    @Override
    public Map<String, Object> check(Map<String, Object> given) {
        if (!given.isEmpty()) {
            throw new UserError.Invalid("settings", "must be empty: this machine is set up by the platform's settings");
        }
        return given;
    }

    @Override
    public Reason gangFault(Pool pool) {
        return Reason.of(SessionReason.GANG_NOT_BY_ENGINE, Map.of("pool", pool.name()));
    }

    @Override
    public Connection connection(Pool pool) {
        return Connection.ANSWERS;
    }

    @Override
    public WorkOrder prepare(Pool pool, Task task, WorkOrder order) {
        return order;
    }

    @Override
    public String start(Pool pool, Task task) throws IOException {
        UUID attemptId = task.attemptId();
        Path tokenFile = tokenFile(attemptId);
        DurableFiles.replace(tokenFile, task.token().getBytes(StandardCharsets.UTF_8));
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(java(agent.sessionCacheFlags()));
        command.addAll(List.of(
                "org.dure.agent.Agent",
                "--server",
                "http://" + host() + ":" + port,
                "--attempt",
                attemptId.toString(),
                "--token-file",
                tokenFile.toString(),
                "--work",
                work(attemptId).toString(),
                "--jdk",
                System.getProperty("java.home"),
                "--recipes",
                recipes.folder().toString(),
                "--environments",
                folder.folder("environments").toString()));
        command.addAll(agent.flags());
        Process process = process(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(attemptId).toFile()))
                .start();
        // What waits for its slots need not wait until the next look finds it gone.
        process.onExit().thenRun(bell::ring);
        String started = startTime(process.pid());
        return process.pid() + ":" + (started == null ? "0" : started);
    }

    @Override
    public Presence presence(Pool pool, String handle) {
        return isGone(handle)
                ? new Presence.Gone(Reason.of(SessionReason.AGENT_ENDED))
                : new Presence.There(Instant.MIN);
    }

    private static boolean isGone(String handle) {
        String[] parts = handle.split(":", 2);
        return !parts[1].equals(startTime(Long.parseLong(parts[0])));
    }

    @Override
    public void clear(Pool pool, UUID attemptId, String handle) throws IOException {
        if (!handle.isEmpty() && !isGone(handle)) {
            ProcessHandle.of(Long.parseLong(handle.split(":", 2)[0])).ifPresent(LocalEngine::kill);
        }
        if (handle.isEmpty()) {
            ProcessHandle.allProcesses()
                    .filter(process -> isAgentOf(process, attemptId))
                    .forEach(LocalEngine::kill);
        }
        List<String> command = java(agent.cacheFlags());
        command.addAll(List.of("org.dure.agent.cgroup.Sweep", attemptId.toString()));
        Process sweep = process(command).start();
        try {
            if (!sweep.waitFor(SWEEP_SECONDS, TimeUnit.SECONDS)) {
                sweep.destroyForcibly();
                throw new IOException("the sweep did not end within " + SWEEP_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            sweep.destroyForcibly();
            throw new IOException("interrupted while sweeping", e);
        }
        if (sweep.exitValue() != 0) {
            throw new IOException(new String(sweep.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8).strip());
        }
    }

    @Override
    public void forget(Pool pool, UUID attemptId) throws IOException {
        Files.deleteIfExists(tokenFile(attemptId));
        Folders.delete(work(attemptId));
        if (Files.exists(log(attemptId)) && Files.size(log(attemptId)) == 0) {
            Files.delete(log(attemptId));
        }
    }

    /// With the virtual machine of `server`.
    private List<String> java(List<String> cacheFlags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AgentProgram.JVM_FLAGS);
        command.addAll(cacheFlags);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", agent.classPath()));
        return command;
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.folder("attempts").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Nothing of the environment of `server`, which may hold secrets, goes on.
        String path =
                System.getenv().getOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    /// Over the loopback where `server` listens there.
    private String host() throws IOException {
        if (localPort != 0 || address == null || InetAddress.getByName(address).isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private Path tokenFile(UUID attemptId) {
        return folder.folder("attempts").resolve(attemptId + ".token");
    }

    private Path work(UUID attemptId) {
        return folder.folder("attempts").resolve(attemptId.toString());
    }

    private Path log(UUID attemptId) {
        return folder.folder("log").resolve("agent-" + attemptId + ".log");
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process)
                .join();
    }

    private static boolean isAgentOf(ProcessHandle process, UUID attemptId) {
        return process.info()
                .arguments()
                .map(List::of)
                .filter(arguments ->
                        arguments.contains("org.dure.agent.Agent") && arguments.contains(attemptId.toString()))
                .isPresent();
    }

    /// In clock ticks since the machine started; null where there is no such process, or only its zombie.
    private static @Nullable String startTime(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") || fields[0].equals("X") ? null : fields[19];
        } catch (IOException gone) {
            return null;
        }
    }
}
