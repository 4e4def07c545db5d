package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// A platform of its own on a temporary data folder, started as `dure up` does it. Its processes are known by the
/// folder in their command lines.
final class Platform implements AutoCloseable {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path LOGS = Path.of("target", "kill-logs").toAbsolutePath();
    private static final List<String> MODULES = List.of("server", "serve", "agent");

    private final Path data;
    private final Process supervisor;
    private final JsonNode line;

    private Platform(Path data, Process supervisor, JsonNode line) {
        this.data = data;
        this.supervisor = supervisor;
        this.line = line;
    }

    /// What must be built before a platform can be started and is not.
    static Optional<Path> missing() {
        return MODULES.stream()
                .map(module -> HOME.resolve(module).resolve("target"))
                .flatMap(target -> Stream.of(
                        target.resolve(target.getParent().getFileName() + "-0.1.0-SNAPSHOT.jar"),
                        target.resolve("lib")))
                .filter(path -> !Files.exists(path))
                .findFirst();
    }

    /// Returns when `server` and `serve` answer.
    ///
    /// @param more options of `dure up`
    static Platform start(String... more) throws IOException, InterruptedException {
        return start(Files.createTempDirectory("dure-kill").toRealPath(), List.of(), more);
    }

    /// One whose object store is on a disk of its own: a memory file system that only the platform's processes see.
    ///
    /// @param disk its size as `mount` reads it, such as `6m`
    static Platform startWithObjectsOn(String disk) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("dure-kill").toRealPath();
        Path objects = Files.createDirectory(data.resolve("objects"));
        return start(
                data,
                List.of(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + disk + " dure-test \"$0\" && exec \"$@\"",
                        objects.toString()));
    }

    private static Platform start(Path data, List<String> launcher, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Ddure.home=" + HOME,
                "-cp",
                System.getProperty("java.class.path"),
                "org.dure.cli.Dure",
                "up",
                "--json",
                "--data",
                data.toString(),
                "--port",
                freePort(),
                "--serve-port",
                freePort()));
        command.addAll(List.of(more));
        Process supervisor = new ProcessBuilder(command)
                .redirectError(data.resolve("up.err").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAll(data), "no process stays"));
        BufferedReader out = supervisor.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            String said = Files.readString(data.resolve("up.err"));
            endAll(data);
            throw new IllegalStateException("The platform did not start: " + said);
        }
        return new Platform(data, supervisor, Json.MAPPER.readTree(line));
    }

    String url() {
        return line.path("url").asString();
    }

    String serveUrl() {
        return line.path("serve_url").asString();
    }

    Path data() {
        return data;
    }

    String administratorToken() throws IOException {
        return Files.readString(Path.of(line.path("token_file").asString())).strip();
    }

    /// The processes of one kind that run now.
    List<ProcessHandle> processes(Victim victim) {
        return switch (victim) {
            case SERVER, SERVE, AGENT -> javaOnFolder(victim);
            case RUNNER ->
                javaOnFolder(Victim.SERVE).stream()
                        .flatMap(ProcessHandle::descendants)
                        .filter(each -> isJava(commandLine(each), victim.mark))
                        .toList();
            case POSTGRES ->
                ProcessHandle.allProcesses()
                        .filter(each -> isPostmaster(commandLine(each)))
                        .toList();
        };
    }

    private List<ProcessHandle> javaOnFolder(Victim victim) {
        return ProcessHandle.allProcesses()
                .filter(each -> isJava(commandLine(each), victim.mark))
                .filter(each -> String.join(" ", commandLine(each)).contains(data.toString()))
                .toList();
    }

    private boolean isPostmaster(List<String> command) {
        return command.size() > 2
                && command.getFirst().endsWith("/" + Victim.POSTGRES.mark)
                && command.get(2).startsWith(data.toString());
    }

    private static boolean isJava(List<String> command, String mainClass) {
        return command.getFirst().endsWith("/java") && command.contains(mainClass);
    }

    /// Whether everything answers that a user would notice.
    boolean isWell() {
        return answers(url() + "/health") && answers(serveUrl() + "/v2/health/ready") && databaseAnswers();
    }

    /// Of the object store.
    Path object(String sha256) {
        return data.resolve("objects").resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    Connection database() throws IOException, SQLException {
        List<String> postmaster = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        String port = postmaster.size() > 3 ? postmaster.get(3).strip() : "";
        if (port.isEmpty()) {
            throw new IOException("PostgreSQL is just starting");
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2&socketTimeout=20",
                "dure",
                Files.readString(data.resolve("secrets/database.password")).strip());
    }

    private boolean databaseAnswers() {
        try (Connection connection = database()) {
            return connection.isValid(2);
        } catch (IOException | SQLException notYet) {
            return false;
        }
    }

    private static boolean answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// As `dure down` does it.
    ///
    /// @return the command lines of what runs on although all should have ended
    List<String> down() throws InterruptedException {
        supervisor.destroy();
        assertThat(supervisor.waitFor(90, TimeUnit.SECONDS))
                .as("the supervisor has ended")
                .isTrue();
        Await.until(Duration.ofSeconds(10), () -> onFolder(data).isEmpty() ? true : null);
        return onFolder(data).stream()
                .map(each -> String.join(" ", commandLine(each)))
                .toList();
    }

    /// Leaves no process and no folder, whatever has happened; only the logs, for who wants to know why.
    @Override
    public void close() throws IOException, InterruptedException {
        supervisor.destroyForcibly().waitFor();
        run("rm", "-rf", LOGS.toString());
        run("cp", "-r", data.resolve("log").toString(), LOGS.toString());
        endAll(data);
    }

    private static void endAll(Path data) {
        try {
            Await.until(Duration.ofSeconds(20), () -> {
                List<ProcessHandle> left = onFolder(data);
                left.forEach(ProcessHandle::destroyForcibly);
                return left.isEmpty() ? true : null;
            });
            run("rm", "-rf", data.toString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("What runs on " + data + " could not be ended", e);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static List<ProcessHandle> onFolder(Path data) {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(each -> each.pid() != ProcessHandle.current().pid())
                .filter(each -> String.join(" ", commandLine(each)).contains(data.toString()))
                .forEach(found::add);
        return found;
    }

    /// One empty word where the process is gone.
    static List<String> commandLine(ProcessHandle process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return List.of("");
        }
    }

    static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
