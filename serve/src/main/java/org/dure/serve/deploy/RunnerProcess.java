package org.dure.serve.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.dure.serve.model.BadModelException;
import org.dure.serve.model.Tensor;
import org.dure.serve.runner.Frame;
import org.jspecify.annotations.Nullable;

/// The runner of one project, kept alive: one that dies is started again with back-off and loads its models again;
/// requests wait for it meanwhile.
final class RunnerProcess implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunnerProcess.class.getName());

    private static final Duration LOAD_LIMIT = Duration.ofSeconds(120);
    private static final Duration INFER_LIMIT = Duration.ofSeconds(30);
    private static final Duration PING_LIMIT = Duration.ofSeconds(30);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(60);
    /// How often a model may take the runner down while it loads before it is refused.
    private static final int LOAD_ATTEMPTS = 3;
    /// Prediction is idempotent: a request whose runner died is computed once more.
    private static final int INFER_ATTEMPTS = 2;

    private final UUID project;
    private final RunnerLauncher launcher;
    private final Path packages;
    private final Thread supervisor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<UUID> wanted = new LinkedHashSet<>();
    private final Set<UUID> loaded = new HashSet<>();
    private @Nullable RunnerConnection connection;
    private @Nullable Process process;
    private boolean closed;

    /// @param packages of the project, each under its deployment's id
    RunnerProcess(UUID project, RunnerLauncher launcher, Path packages) {
        this.project = project;
        this.launcher = launcher;
        this.packages = packages;
        // A platform thread that lives as long as the runner: the kernel kills a sandbox when the thread that started
        // it ends.
        this.supervisor = Thread.ofPlatform().daemon().name("runner-" + project).unstarted(this::supervise);
    }

    void start() {
        supervisor.start();
    }

    /// Loads a package beside those already there.
    ///
    /// @throws BadModelException where the runner refuses it, or dies of it
    /// @throws RunnerException   where no runner can be had
    void load(UUID deployment) throws BadModelException, RunnerException, InterruptedException {
        for (int attempt = 1; attempt <= LOAD_ATTEMPTS; attempt++) {
            RunnerConnection runner = await(null, LOAD_LIMIT);
            try {
                Frame answer = runner.load(deployment, LOAD_LIMIT);
                if (answer.kind() == Frame.Kind.REFUSED) {
                    throw new BadModelException(answer.text());
                }
                if (answer.kind() == Frame.Kind.DONE && markLoaded(runner, deployment)) {
                    return;
                }
            } catch (IOException gone) {
                forget(runner);
                LOG.log(System.Logger.Level.WARNING, "The runner died while it loaded {0}", deployment);
            } catch (TimeoutException tooLong) {
                kill("a model took too long to load");
                throw new BadModelException("The model did not load within " + LOAD_LIMIT.toSeconds() + " s");
            }
        }
        throw new BadModelException("The runner died " + LOAD_ATTEMPTS + " times while it loaded the model");
    }

    /// Frees a package; nothing computes with it any more.
    void unload(UUID deployment) {
        @Nullable RunnerConnection runner;
        lock.lock();
        try {
            wanted.remove(deployment);
            runner = loaded.remove(deployment) ? connection : null;
        } finally {
            lock.unlock();
        }
        if (runner != null) {
            try {
                runner.unload(deployment, LOAD_LIMIT);
            } catch (IOException | TimeoutException gone) {
                // A runner that starts again will not load it.
                LOG.log(System.Logger.Level.DEBUG, "Unloading {0}: {1}", deployment, gone.getMessage());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Computes; waits while the runner starts again, and tries once more where it died of or under the request.
    List<Tensor> infer(UUID deployment, List<Tensor> inputs) throws RunnerException, InterruptedException {
        for (int attempt = 1; attempt <= INFER_ATTEMPTS; attempt++) {
            RunnerConnection runner = await(deployment, INFER_LIMIT);
            try {
                Frame answer = runner.infer(deployment, inputs, INFER_LIMIT);
                return switch (answer.kind()) {
                    case OUTPUTS -> answer.takeTensors();
                    case BUSY -> throw unavailable("Too many requests wait for this model");
                    case BROKEN, REFUSED -> throw new RunnerException(RunnerException.Kind.MODEL_FAILED, answer.text());
                    case LOAD, UNLOAD, INFER, PING, DONE ->
                        throw new IllegalStateException("The runner answered " + answer.kind());
                };
            } catch (IOException gone) {
                forget(runner);
                LOG.log(System.Logger.Level.DEBUG, "A request of {0} lost its runner", deployment);
            } catch (TimeoutException tooLong) {
                kill("a request took longer than " + INFER_LIMIT.toSeconds() + " s");
                throw unavailable("The model took longer than " + INFER_LIMIT.toSeconds() + " s");
            }
        }
        throw unavailable("The runner died twice under this request");
    }

    /// Whether the deployment can be computed with at this moment.
    boolean isLoaded(UUID deployment) {
        lock.lock();
        try {
            return loaded.contains(deployment);
        } finally {
            lock.unlock();
        }
    }

    private RunnerConnection await(@Nullable UUID deployment, Duration limit)
            throws RunnerException, InterruptedException {
        long nanos = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (connection == null || (deployment != null && !loaded.contains(deployment))) {
                if (closed || (deployment != null && !wanted.contains(deployment))) {
                    throw unavailable("The model is not loaded");
                }
                if (nanos <= 0) {
                    throw unavailable("The runner has not started again within " + limit.toSeconds() + " s");
                }
                nanos = changed.awaitNanos(nanos);
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private boolean markLoaded(RunnerConnection runner, UUID deployment) {
        lock.lock();
        try {
            if (connection != runner) {
                return false;
            }
            wanted.add(deployment);
            loaded.add(deployment);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void supervise() {
        Duration backOff = Duration.ZERO;
        while (!isClosed()) {
            Instant started = Instant.now();
            try {
                runOnce();
            } catch (IOException | TimeoutException failure) {
                LOG.log(System.Logger.Level.WARNING, "Runner of project {0}: {1}", project, failure.getMessage());
            } catch (InterruptedException stop) {
                return;
            }
            boolean healthy = Duration.between(started, Instant.now()).compareTo(HEALTHY_AFTER) > 0;
            backOff = healthy ? Duration.ZERO : backOff;
            try {
                Thread.sleep(backOff);
            } catch (InterruptedException stop) {
                return;
            }
            Duration doubled = backOff.isZero() ? Duration.ofMillis(100) : backOff.multipliedBy(2);
            backOff = doubled.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : doubled;
        }
    }

    private void runOnce() throws IOException, TimeoutException, InterruptedException {
        try (MemoryLimit memory = MemoryLimit.create(project)) {
            supervise(launcher.launch(project, packages, memory));
        }
    }

    private void supervise(RunnerLauncher.Launched launched)
            throws IOException, TimeoutException, InterruptedException {
        Process running = launched.process();
        RunnerConnection runner = new RunnerConnection(launched.socket());
        try (runner) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Runner of project {0} started, process {1}",
                    project,
                    String.valueOf(running.pid()));
            reload(runner, running);
            while (!running.waitFor(5, TimeUnit.SECONDS)) {
                runner.ping(PING_LIMIT);
            }
            if (!isClosed()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Runner of project {0} ended with code {1}; it is started again",
                        project,
                        running.exitValue());
            }
        } finally {
            forget(runner);
            running.destroyForcibly().waitFor();
        }
    }

    /// Brings a fresh process to where the last one was, then lets requests in.
    private void reload(RunnerConnection runner, Process running)
            throws IOException, TimeoutException, InterruptedException {
        List<UUID> models;
        lock.lock();
        try {
            connection = runner;
            process = running;
            models = List.copyOf(wanted);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (UUID model : models) {
            Frame answer = runner.load(model, LOAD_LIMIT);
            if (answer.kind() == Frame.Kind.DONE) {
                markLoaded(runner, model);
            } else {
                LOG.log(System.Logger.Level.ERROR, "The model {0} does not load again: {1}", model, answer.text());
            }
        }
    }

    /// Lets nobody use a connection that has broken; the first who notices comes here, often before the supervisor.
    private void forget(RunnerConnection runner) {
        lock.lock();
        try {
            if (connection == runner) {
                connection = null;
                process = null;
                loaded.clear();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void kill(String reason) {
        lock.lock();
        try {
            if (process != null) {
                LOG.log(System.Logger.Level.WARNING, "Runner of project {0} is killed: {1}", project, reason);
                process.destroyForcibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static RunnerException unavailable(String message) {
        return new RunnerException(RunnerException.Kind.UNAVAILABLE, message);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (process != null) {
                process.destroyForcibly();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        supervisor.interrupt();
        try {
            supervisor.join(CLOSE_LIMIT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
