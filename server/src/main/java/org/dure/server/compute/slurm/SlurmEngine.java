package org.dure.server.compute.slurm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.Pool;
import org.dure.server.compute.engine.AgentCommand;
import org.dure.server.compute.engine.ClusterEngine;
import org.dure.server.compute.engine.ClusterSource;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.NodeKit;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.slot.SlotService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// A Slurm cluster. An attempt is a job of its own, named `dure-<attempt id>`; that name is its handle, so that a job
/// whose number was never learnt is found, too.
@Component
class SlurmEngine extends ClusterEngine {

    private static final Logger LOG = LoggerFactory.getLogger(SlurmEngine.class);
    private static final Duration CANCEL = Duration.ofSeconds(90);
    private static final long LOOK_MILLIS = 500;

    /// A cluster and what drives it, which learns about it.
    private record Driven(SlurmSettings settings, SlurmDriver driver) {}

    private final NodeKit kit;

    /// By the pools' names.
    private final Map<String, Driven> drivers = new ConcurrentHashMap<>();

    SlurmEngine(NodeKit kit, PoolService pools, SlotService slots, Bell bell, Clock clock) {
        super(pools, slots, bell, clock);
        this.kit = kit;
    }

    @Override
    public Pool.Engine engine() {
        return Pool.Engine.SLURM;
    }

    @Override
    public Map<String, Object> check(Map<String, Object> given) {
        SlurmSettings.read(given);
        return given;
    }

    @Override
    protected @Nullable String gangNetwork(Pool pool) {
        return SlurmSettings.of(pool).gangNetwork();
    }

    @Override
    protected ClusterSource source(Pool pool) {
        // Anew: what was learnt of the cluster may be told otherwise now.
        drivers.remove(pool.name());
        return new SlurmSource(driver(pool));
    }

    @Override
    public WorkOrder prepare(Pool pool, Task task, WorkOrder order) throws IOException {
        requireNetwork(pool, task);
        SlurmSettings settings = SlurmSettings.of(pool);
        return settings.folder().place(task.attemptId(), userOf(settings, task), order);
    }

    @Override
    public String start(Pool pool, Task task) throws IOException {
        SlurmSettings settings = SlurmSettings.of(pool);
        String user = userOf(settings, task);
        NodeKit.Kit parts = kit.in(settings.shared(), settings.java());
        Path folder = settings.folder().attempt(task.attemptId(), user);
        Path environments = settings.folder().environments(user);
        settings.folder().putToken(task.attemptId(), user, task.token());
        String script = SlurmScript.text(
                parts,
                new AgentCommand(parts, "slurm", settings.serverUrl(), task.attemptId(), folder, environments),
                task.needs());
        String job = driver(pool).submit(SlurmSubmission.of(settings, task, user, folder, script));
        return handle(job, task.attemptId());
    }

    @Override
    public void clear(Pool pool, UUID attemptId, String handle) throws IOException {
        SlurmDriver driver = driver(pool);
        Set<String> name = Set.of(nameOf(attemptId));
        Instant deadline = clock().instant().plus(CANCEL);
        while (true) {
            List<SlurmJob> left =
                    driver.jobs(name).stream().filter(job -> !job.hasEnded()).toList();
            if (left.isEmpty()) {
                return;
            }
            if (clock().instant().isAfter(deadline)) {
                throw new IOException("job " + left.getFirst().id() + " is still "
                        + left.getFirst().state() + " " + CANCEL.toSeconds() + " seconds after it was cancelled");
            }
            for (SlurmJob job : left) {
                if (!job.state().equals("COMPLETING")) {
                    cancel(driver, job);
                }
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while cancelling", e);
            }
        }
    }

    private static void cancel(SlurmDriver driver, SlurmJob job) throws IOException {
        try {
            driver.cancel(job);
        } catch (EngineAwayException away) {
            throw away;
        } catch (IOException refused) {
            // It may just have ended; whether it has, the next look tells.
            LOG.debug("Job {}: {}", job.id(), refused.getMessage());
        }
    }

    @Override
    public void forget(Pool pool, UUID attemptId) throws IOException {
        SlurmSettings.of(pool).folder().forget(attemptId);
    }

    private SlurmDriver driver(Pool pool) {
        SlurmSettings settings = SlurmSettings.of(pool);
        return drivers.compute(
                        pool.name(),
                        (name, known) -> known != null && known.settings().equals(settings)
                                ? known
                                : new Driven(settings, settings.driver(clock())))
                .driver();
    }

    private static String userOf(SlurmSettings settings, Task task) throws IOException {
        String user = settings.userOf(task.account());
        if (user == null) {
            throw new IOException("the account " + task.account()
                    + " has no user on the cluster; an administrator adds it to the pool's setting users");
        }
        return user;
    }
}
