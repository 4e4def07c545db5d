package org.dure.server.compute.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.Folders;
import org.dure.server.compute.Pool;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Engine;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.pool.PoolChanged;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.SlotService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/// A Slurm cluster. An attempt is a job of its own, named `dure-<attempt id>`; that name is its handle, so that a job
/// whose number was never learnt is found, too.
@Component
class SlurmEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(SlurmEngine.class);
    private static final Duration CANCEL = Duration.ofSeconds(90);
    private static final long LOOK_MILLIS = 500;

    private final SlurmKit kit;
    private final PoolService pools;
    private final SlotService slots;
    private final Bell bell;
    private final Clock clock;
    private final Map<String, SlurmPoller> pollers = new ConcurrentHashMap<>();

    SlurmEngine(SlurmKit kit, PoolService pools, SlotService slots, Bell bell, Clock clock) {
        this.kit = kit;
        this.pools = pools;
        this.slots = slots;
        this.bell = bell;
        this.clock = clock;
    }

    @Override
    public Pool.Engine engine() {
        return Pool.Engine.SLURM;
    }

    @Override
    public Map<String, Object> check(Map<String, Object> given) {
        SlurmSettings.check(given);
        return given;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        pools.list().forEach(this::watch);
    }

    @TransactionalEventListener
    void changed(PoolChanged changed) {
        pools.find(changed.name()).ifPresent(this::watch);
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        pollers.values().forEach(SlurmPoller::close);
    }

    private void watch(Pool pool) {
        if (pool.engine() != Pool.Engine.SLURM) {
            return;
        }
        SlurmPoller poller = new SlurmPoller(
                pool.name(), new SlurmCommands(SlurmSettings.of(pool)), nodes -> take(pool.name(), nodes), clock);
        SlurmPoller before = pollers.put(pool.name(), poller);
        if (before != null) {
            before.close();
        }
        poller.start();
    }

    private void take(String pool, List<Node> nodes) {
        if (!nodes.equals(slots.nodes(pool))) {
            slots.take(pool, nodes);
            bell.ring();
        }
    }

    @Override
    public boolean answers(Pool pool) {
        SlurmPoller poller = pollers.get(pool.name());
        return poller != null && poller.answers();
    }

    /// The program and the data as links in the attempt's own folder: no other user of the cluster gets to them, and
    /// the nodes need not see the platform's data folder.
    @Override
    public WorkOrder prepare(Pool pool, Task task, WorkOrder order) throws IOException {
        SlurmSettings settings = SlurmSettings.of(pool);
        Path folder = folder(settings, task.attemptId(), userOf(settings, task));
        List<WorkOrder.Mount> mounts = new ArrayList<>();
        for (WorkOrder.Mount mount : order.mounts()) {
            Path here = folder.resolve("data-" + mounts.size());
            mounts.add(new WorkOrder.Mount(linked(Path.of(mount.source()), here), mount.target()));
        }
        String program = order.program();
        return order.withFolders(program == null ? null : linked(Path.of(program), folder.resolve("program")), mounts);
    }

    @Override
    public String start(Pool pool, Task task) throws IOException {
        SlurmSettings settings = SlurmSettings.of(pool);
        String user = userOf(settings, task);
        SlurmKit.Kit parts = kit.in(settings);
        Path folder = folder(settings, task.attemptId(), user);
        Path environments =
                SharedFiles.privateFolder(made(settings, "environments").resolve(user), user);
        Path token = folder.resolve("token");
        Files.deleteIfExists(token);
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, task.token());
        SharedFiles.give(token, user);
        String script = SlurmScript.text(
                settings, parts, SlurmKit.classPath(parts.agent()), task.attemptId(), folder, environments);
        SlurmCommands commands = new SlurmCommands(settings);
        String job = commands.run(user, script, SlurmScript.submission(settings, task, folder))
                .strip()
                .split(";", 2)[0];
        raise(settings, commands, job);
        return job + ":" + task.attemptId();
    }

    /// Its place among the jobs of others; Slurm's own factors go on, unlike with a priority that is set.
    private static void raise(SlurmSettings settings, SlurmCommands commands, String job) {
        Integer factor = settings.siteFactor();
        if (factor == null) {
            return;
        }
        try {
            commands.run("scontrol", "update", "jobid=" + job, "sitefactor=" + factor);
        } catch (IOException refused) {
            LOG.warn("Job {} keeps its usual place: {}", job, refused.getMessage());
        }
    }

    @Override
    public Presence presence(Pool pool, String handle) {
        SlurmPoller poller = pollers.get(pool.name());
        return poller == null
                ? new Presence.Unknown()
                : poller.presence(SlurmScript.nameOf(UUID.fromString(handle.split(":", 2)[1])));
    }

    @Override
    public void clear(Pool pool, UUID attemptId, String handle) throws IOException {
        SlurmCommands commands = new SlurmCommands(SlurmSettings.of(pool));
        String name = "--name=" + SlurmScript.nameOf(attemptId);
        Instant deadline = clock.instant().plus(CANCEL);
        while (true) {
            List<SlurmJob> left =
                    SlurmJob.parse(commands.run("squeue", "--noheader", "--states=all", name, SlurmJob.FORMAT)).stream()
                            .filter(job -> !job.hasEnded())
                            .toList();
            if (left.isEmpty()) {
                return;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("job " + left.getFirst().id() + " is still "
                        + left.getFirst().state() + " " + CANCEL.toSeconds() + " seconds after it was cancelled");
            }
            for (SlurmJob job : left) {
                if (!job.state().equals("COMPLETING")) {
                    cancel(commands, job);
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

    private static void cancel(SlurmCommands commands, SlurmJob job) throws IOException {
        try {
            commands.run("scancel", "--quiet", job.id());
        } catch (EngineAwayException away) {
            throw away;
        } catch (IOException refused) {
            // It may just have ended; whether it has, the next look tells.
            LOG.debug("Job {}: {}", job.id(), refused.getMessage());
        }
    }

    @Override
    public void forget(Pool pool, UUID attemptId) throws IOException {
        Folders.delete(SlurmSettings.of(pool).shared().resolve("attempts").resolve(attemptId.toString()));
    }

    static Reason ended(String state) {
        return Reason.of(SessionReason.SLURM_ENDED, Map.of("state", state));
    }

    private static String userOf(SlurmSettings settings, Task task) throws IOException {
        String user = settings.userOf(task.account());
        if (user == null) {
            throw new IOException("the account " + task.account()
                    + " has no user on the cluster; an administrator adds it to the pool's setting users");
        }
        return user;
    }

    private static Path folder(SlurmSettings settings, UUID attemptId, String user) throws IOException {
        return SharedFiles.privateFolder(made(settings, "attempts").resolve(attemptId.toString()), user);
    }

    /// Passable for everybody, readable for nobody.
    private static Path made(SlurmSettings settings, String name) throws IOException {
        Path folder = settings.shared().resolve(name);
        Files.createDirectories(folder);
        for (Path each : List.of(settings.shared(), folder)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return folder;
    }

    private static String linked(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        SharedFiles.linkAll(source, target);
        SharedFiles.openToAll(target);
        return target.toString();
    }
}
