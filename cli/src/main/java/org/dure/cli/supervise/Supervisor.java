package org.dure.cli.supervise;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import org.dure.base.DurableFiles;
import org.dure.base.Secrets;
import org.dure.cli.CommandFailure;
import org.jspecify.annotations.Nullable;

/// Starts `server` and `serve` on one data folder, waits until both answer, and keeps them alive until it is told to
/// end. Never two on a folder: the lock keeps others out, and what a killed supervisor left over is ended first.
final class Supervisor {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration MODELS_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long LOG_BYTES_MAX = 32L << 20;

    private final Place place;
    private final Programs programs;
    private final @Nullable PrintStream terminal;
    private final Path logs;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    /// @param terminal where a person reads along; null when detached
    Supervisor(Place place, Programs programs, @Nullable PrintStream terminal) {
        this.place = place;
        this.programs = programs;
        this.terminal = terminal;
        this.logs = place.data().resolve("log");
    }

    /// Returns after [#askToEnd], when both have ended.
    ///
    /// @param whenReady called once, when all answers
    /// @throws CommandFailure with one line, when it cannot be started
    void run(Runnable whenReady) throws IOException, InterruptedException {
        try (FolderLock lock = FolderLock.acquire(place.data()).orElseThrow(this::alreadyUp)) {
            endLeftOvers();
            place.checkPorts();
            prepare();
            supervise(whenReady);
        } finally {
            ended.countDown();
        }
    }

    /// Asks for the end and waits for it; called when the JVM is told to end.
    void askToEnd() {
        asked = true;
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise(Runnable whenReady) throws IOException, InterruptedException {
        Keeper server = new Keeper("server", programs.server(place), logs.resolve("server.log"), this::say);
        Keeper serve = new Keeper("serve", programs.serve(place), logs.resolve("serve.log"), this::say);
        boolean firstStart = !Files.exists(place.data().resolve("admin.password"));
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (server;
                serve) {
            state(false, firstStart, startedAt);
            start(server, serve);
            server.keep();
            serve.keep();
            awaitModels();
            if (!asked) {
                state(true, firstStart, startedAt);
                say("up at " + place.publicUrl() + ", predictions at " + place.serveUrl());
                whenReady.run();
            }
            while (!asked) {
                Thread.sleep(PAUSE);
            }
            say("ending serve, then server");
            // First `serve`: it hands its last usage events to `server`.
            serve.stop(GRACE);
            server.stop(GRACE);
        }
    }

    /// Starts both side by side and waits until both answer.
    private void start(Keeper server, Keeper serve) throws IOException, InterruptedException {
        long serverMark = StartFailure.mark(logs.resolve("server.log"));
        long serveMark = StartFailure.mark(logs.resolve("serve.log"));
        server.start();
        serve.start();
        Instant deadline = Instant.now().plus(START_LIMIT);
        boolean serverAnswers = false;
        boolean serveAnswers = false;
        while (!asked && !(serverAnswers && serveAnswers)) {
            failIfDead("server", server, serverMark);
            failIfDead("serve", serve, serveMark);
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailure((serverAnswers ? "serve" : "server") + " did not answer within "
                        + START_LIMIT.toSeconds() + " s. See " + logs);
            }
            serverAnswers = serverAnswers || answers(place.localUrl() + "/health");
            serveAnswers = serveAnswers || serverAnswers && answers(place.localServeUrl() + "/v2/health/live");
            Thread.sleep(PAUSE);
        }
    }

    /// A second start has models to load. One that does not load is `serve`'s to report, and no reason to wait longer.
    private void awaitModels() throws InterruptedException {
        Instant deadline = Instant.now().plus(MODELS_LIMIT);
        while (!asked && !answers(place.localServeUrl() + "/v2/health/ready")) {
            if (Instant.now().isAfter(deadline)) {
                say("serve has not loaded all its models yet");
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private void failIfDead(String name, Keeper keeper, long mark) throws IOException {
        if (keeper.earlyDeath().isDone()) {
            Path log = logs.resolve(name + ".log");
            throw new CommandFailure(name + " did not start: " + StartFailure.reason(log, mark) + " (" + log + ")");
        }
    }

    private void endLeftOvers() throws IOException {
        for (FolderProcesses.Found left : FolderProcesses.programs(place.data())) {
            say("ending the " + left.name() + " that a killed supervisor left over, process "
                    + left.handle().pid());
            FolderProcesses.end(left.handle(), GRACE);
        }
    }

    void prepare() throws IOException {
        for (String folder : new String[] {"log", "secrets", "serve"}) {
            Path path = place.data().resolve(folder);
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        // `server` would make it, too; made here, both can start at once.
        Path key = place.data().resolve("secrets/serve.key");
        if (!Files.exists(key)) {
            DurableFiles.replace(key, Secrets.token("").getBytes(StandardCharsets.UTF_8));
        }
        for (String name : new String[] {"server.log", "serve.log", "up.log"}) {
            Path log = logs.resolve(name);
            if (StartFailure.mark(log) > LOG_BYTES_MAX) {
                Files.move(log, logs.resolve(name + ".1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void state(boolean ready, boolean firstStart, Instant startedAt) throws IOException {
        new UpState(
                        ProcessHandle.current().pid(),
                        ready,
                        firstStart,
                        place.publicUrl().toString(),
                        place.serveUrl().toString(),
                        place.localUrl(),
                        place.localServeUrl(),
                        startedAt)
                .write(place.data());
    }

    private CommandFailure alreadyUp() {
        try {
            return UpState.read(place.data())
                    .map(state -> new CommandFailure("Dure is already up on " + place.data() + ", at " + state.url()
                            + " (process " + state.pid() + "). `dure down` ends it."))
                    .orElseGet(() -> new CommandFailure("Dure is already starting on " + place.data() + "."));
        } catch (IOException e) {
            return new CommandFailure("Dure is already up on " + place.data() + ".");
        }
    }

    private void say(String line) {
        String whole = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        Instant.now().truncatedTo(ChronoUnit.MILLIS).atZone(ZoneId.systemDefault()))
                + " [up] " + line;
        if (terminal != null) {
            terminal.println(whole);
        }
        try {
            Files.writeString(
                    logs.resolve("up.log"), whole + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            if (terminal != null) {
                terminal.println(
                        "The log " + logs.resolve("up.log") + " cannot be written: " + unwritable.getMessage());
            }
        }
    }

    static boolean answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
