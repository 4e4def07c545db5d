package org.dure.server.base.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.dure.base.DurableFiles;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Folders;
import org.dure.server.base.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL inside the data folder: initialised once (SCRAM, UTF-8, durable), reached over loopback alone.
///
/// It runs apart from `server`: one left over by a killed `server` is taken over, one that dies is started again.
class EmbeddedPostgres {

    static final String USER = "dure";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration WATCH_PAUSE = Duration.ofMillis(300);
    private static final Duration ANSWER_PAUSE = Duration.ofMillis(20);

    private final Path binaries;
    private final Path cluster;
    private final Path log;
    private final String password;
    private final Path passwordFile;
    private final CompletableFuture<Void> start = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile int port;
    private volatile boolean stopping;

    /// Held while it is looked after: who stops it waits for one that is being started, which has no process id yet.
    private final ReentrantLock watched = new ReentrantLock();

    EmbeddedPostgres(Settings settings, DataFolder folder) {
        Path home = folder.folder("postgres");
        this.binaries = settings.postgresBinaries() == null ? home.resolve("binaries") : settings.postgresBinaries();
        this.cluster = home.resolve("cluster");
        this.log = folder.folder("log").resolve("postgres.log");
        this.password = folder.secret("database.password");
        this.passwordFile = folder.folder("secrets").resolve("database.password");
    }

    /// Starts it beside the caller; [#awaitStart] waits for it.
    void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("postgres-start").start(() -> {
                try {
                    start();
                    start.complete(null);
                } catch (IOException | InterruptedException | RuntimeException failed) {
                    start.completeExceptionally(failed);
                }
            });
        }
    }

    /// Returns when it answers, begun before or not.
    ///
    /// @throws java.util.concurrent.CompletionException with the cause, where it does not start
    void awaitStart() {
        begin();
        start.join();
    }

    private void start() throws IOException, InterruptedException {
        PostgresBinaries.unpackInto(binaries);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise();
        }
        Optional<PostmasterFile> left = PostmasterFile.read(cluster).filter(PostmasterFile::isAlive);
        port = left.map(PostmasterFile::port).orElseGet(LoopbackPorts::free);
        if (left.isPresent()) {
            LOG.info(
                    "Taking over the PostgreSQL that runs on this data folder, process {}",
                    left.get().pid());
            awaitAnswer();
        } else {
            launchUntilItAnswers();
        }
        Thread.ofVirtual().name("postgres-watch").start(this::watch);
    }

    /// Lets PostgreSQL finish its transactions and end (its "fast" shutdown).
    void stop() throws InterruptedException {
        stopping = true;
        watched.lock();
        watched.unlock();
        PostmasterFile.read(cluster)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .ifPresent(process -> {
                    sendInterrupt(process.pid());
                    process.onExit()
                            .orTimeout(20, TimeUnit.SECONDS)
                            .exceptionally(late -> process)
                            .join();
                });
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?ApplicationName=dure&reWriteBatchedInserts=true";
    }

    String password() {
        return password;
    }

    private void initialise() throws IOException, InterruptedException {
        Path unfinished = cluster.resolveSibling("cluster.unfinished");
        Folders.delete(unfinished);
        run(List.of(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C"));
        Files.writeString(unfinished.resolve("postgresql.conf"), """

                # Set by Dure. The port is given at the start.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                synchronous_commit = on
                fsync = on
                max_connections = 40
                shared_buffers = 64MB
                jit = off
                timezone = 'UTC'
                log_timezone = 'UTC'
                """, java.nio.file.StandardOpenOption.APPEND);
        Files.move(unfinished, cluster);
        DurableFiles.syncFolder(cluster.resolveSibling(""));
    }

    /// One that died leaves processes behind that notice it a moment later; until then a new one refuses to start.
    private void launchUntilItAnswers() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START_LIMIT);
        Process launched = launch();
        while (!answers()) {
            if (Instant.now().isAfter(deadline)) {
                throw noAnswer();
            }
            if (launched.isAlive()) {
                Thread.sleep(ANSWER_PAUSE);
            } else {
                Thread.sleep(WATCH_PAUSE);
                launched = launch();
            }
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(withoutRoot());
        command.addAll(List.of(
                binaries.resolve("bin/postgres").toString(), "-D", cluster.toString(), "-p", String.valueOf(port)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /// PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, and its files look like its own.
    private static List<String> withoutRoot() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "--user") : List.of();
    }

    private void awaitAnswer() throws InterruptedException {
        Instant deadline = Instant.now().plus(START_LIMIT);
        while (!answers()) {
            if (Instant.now().isAfter(deadline)) {
                throw noAnswer();
            }
            Thread.sleep(ANSWER_PAUSE);
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(), USER, password)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private IllegalStateException noAnswer() {
        return new IllegalStateException(
                "PostgreSQL did not answer within " + START_LIMIT.toSeconds() + " s; see " + log);
    }

    private void keepAlive() throws IOException, InterruptedException {
        boolean alive =
                PostmasterFile.read(cluster).filter(PostmasterFile::isAlive).isPresent();
        if (!alive && !stopping) {
            LOG.warn("PostgreSQL has died; starting it again");
            launchUntilItAnswers();
        }
    }

    private void watch() {
        while (!stopping) {
            try {
                Thread.sleep(WATCH_PAUSE);
                watched.lock();
                try {
                    keepAlive();
                } finally {
                    watched.unlock();
                }
            } catch (InterruptedException end) {
                return;
            } catch (IOException | IllegalStateException failed) {
                LOG.error("PostgreSQL could not be started again: {}", failed.getMessage());
            }
        }
    }

    private static void sendInterrupt(long pid) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(withoutRoot());
        whole.addAll(command);
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("initdb failed: " + output.strip());
        }
    }
}
