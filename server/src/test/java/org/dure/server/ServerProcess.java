package org.dure.server;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `server` as a process of its own on a fresh data folder, for tests that kill it.
public final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path data;
    private final int port;
    private final Map<String, Object> settings;
    private @Nullable Process process;

    /// @param more settings beside those of all tests
    public ServerProcess(Map<String, Object> more) throws IOException {
        data = ServerTest.FreshFolder.make();
        port = freePort();
        settings = new java.util.HashMap<>(ServerTest.FreshFolder.settings(data));
        settings.put("server.port", String.valueOf(port));
        settings.putAll(more);
    }

    /// One that nobody listens on just now.
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /// Returns when it answers.
    public void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DureServer.class.getName()));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("server does not answer; see " + log());
            }
            Thread.sleep(100);
        }
    }

    /// As `kill -9` does it.
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path data() {
        return data;
    }

    public String administratorToken() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    /// To its database, past the server.
    public Connection database() throws IOException, SQLException {
        List<String> postmaster = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/postgres",
                "dure",
                Files.readString(data.resolve("secrets/database.password")).strip());
    }

    private File log() {
        return data.resolve("server.out").toFile();
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) url().resolve("/health").toURL().openConnection();
            connection.setReadTimeout(5_000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Ends it, and with it its PostgreSQL.
    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                kill();
            }
        }
        ServerTest.FreshFolder.endAgents(data);
    }
}
