package org.dure.serve.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.Reason;
import org.dure.base.model.Signature;
import org.dure.base.serving.DeploymentReport;
import org.dure.base.serving.LoadReason;
import org.dure.base.serving.RoutingTable;
import org.dure.serve.model.BadModelException;
import org.dure.serve.model.Signatures;
import org.dure.serve.table.Routes;
import org.dure.serve.table.ServerClient;
import org.jspecify.annotations.Nullable;

/// Brings each endpoint to the deployment that the table names: fetched, loaded beside the live one, switched at once,
/// the old one drained and unloaded. Where the new one fails, the old one goes on, also after a restart.
public final class Deployments implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Deployments.class.getName());

    private static final Duration RETRY_MAX = Duration.ofSeconds(5);

    /// What is known of one endpoint. Changed under the lock of `Deployments`; `live` is read without.
    private static final class Slot {
        final UUID endpointId;
        final UUID projectId;
        volatile @Nullable LiveModel live;

        @Nullable
        UUID target;

        @Nullable
        DeploymentReport report;

        /// Whether its files or its runner could not be had when last tried.
        volatile boolean waiting;

        Slot(UUID endpointId, UUID projectId) {
            this.endpointId = endpointId;
            this.projectId = projectId;
        }

        boolean isSettled() {
            return waiting || report == null || report.state() != DeploymentReport.State.LOADING;
        }
    }

    private final PackageStore packages;
    private final RunnerLauncher launcher;
    private final @Nullable String noSandbox;
    private final LastGood lastGood;
    private final Runnable onReport;
    private final Map<UUID, Slot> slots = new ConcurrentHashMap<>();
    private final Map<UUID, RunnerProcess> runners = new HashMap<>();
    private volatile boolean started;

    private Deployments(
            PackageStore packages,
            RunnerLauncher launcher,
            @Nullable String noSandbox,
            LastGood lastGood,
            Runnable onReport) {
        this.packages = packages;
        this.launcher = launcher;
        this.noSandbox = noSandbox;
        this.lastGood = lastGood;
        this.onReport = onReport;
    }

    /// @param data     the folder of `serve`
    /// @param onReport called when a report has changed
    /// @throws IOException where the native libraries cannot be laid out
    public static Deployments open(Path data, ServerClient server, Runnable onReport) throws IOException {
        String noSandbox = Sandbox.problem();
        if (noSandbox != null) {
            LOG.log(System.Logger.Level.ERROR, noSandbox);
        }
        return new Deployments(
                new PackageStore(data.resolve("packages"), server),
                new RunnerLauncher(Sandbox.prepare(data.resolve("native"))),
                noSandbox,
                LastGood.read(data.resolve("live.json")),
                onReport);
    }

    /// Starts whatever leads from here to the table; returns at once.
    public synchronized void apply(Routes routes) {
        Set<UUID> named = new HashSet<>();
        for (RoutingTable.Endpoint endpoint : routes.table().endpoints()) {
            named.add(endpoint.id());
            Slot slot = slots.computeIfAbsent(endpoint.id(), id -> new Slot(id, endpoint.projectId()));
            RoutingTable.Deployment wanted = endpoint.live();
            if (wanted == null) {
                empty(slot);
            } else if (!wanted.id().equals(slot.target)) {
                slot.target = wanted.id();
                slot.waiting = false;
                report(slot, wanted.id(), DeploymentReport.State.LOADING, null);
                Thread.ofVirtual().name("load-" + wanted.id()).start(() -> bring(slot, wanted));
            }
        }
        for (Slot slot : List.copyOf(slots.values())) {
            if (!named.contains(slot.endpointId)) {
                empty(slot);
                slots.remove(slot.endpointId);
                lastGood.forget(slot.endpointId);
            }
        }
        tidy();
        started = true;
    }

    /// The model that answers for an endpoint, to be closed after use; empty while there is none.
    public Optional<LiveModel> acquire(UUID endpointId) {
        Slot slot = slots.get(endpointId);
        while (slot != null) {
            LiveModel live = slot.live;
            if (live == null) {
                return Optional.empty();
            }
            // Lost only where it was replaced between the two lines: then the next one stands there.
            if (live.acquire()) {
                return Optional.of(live);
            }
        }
        return Optional.empty();
    }

    /// Whether the first table's deployments have settled and every live model's runner answers. One whose files
    /// cannot be had holds nobody up.
    public boolean isReady() {
        return started
                && slots.values().stream().allMatch(slot -> {
                    LiveModel live = slot.live;
                    return live == null ? slot.isSettled() : live.isAnswering();
                });
    }

    /// Where each deployment of the table stands.
    public synchronized List<DeploymentReport> reports() {
        List<DeploymentReport> reports = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (slot.report != null) {
                reports.add(slot.report);
            }
        }
        return reports;
    }

    private void bring(Slot slot, RoutingTable.Deployment wanted) {
        try {
            if (noSandbox != null) {
                throw new BadModelException(noSandbox);
            }
            bringLastGood(slot, wanted);
            load(slot, wanted);
        } catch (BadModelException refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Deployment {0} failed: {1}",
                    wanted.id(),
                    String.valueOf(refused.getMessage()));
            fail(slot, wanted.id(), String.valueOf(refused.getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) {
            LOG.log(System.Logger.Level.ERROR, "Deployment " + wanted.id() + " failed", unexpected);
            fail(slot, wanted.id(), unexpected.toString());
        }
    }

    /// After a restart: what answered before does so until the wanted one is there, or for good where that one fails.
    private void bringLastGood(Slot slot, RoutingTable.Deployment wanted) throws InterruptedException {
        Optional<RoutingTable.Deployment> good = lastGood.of(slot.endpointId);
        if (slot.live != null || good.isEmpty() || good.get().id().equals(wanted.id())) {
            return;
        }
        try {
            Path folder = packages.fetch(slot.projectId, good.get());
            install(slot, wanted.id(), good.get(), folder, false);
        } catch (IOException | BadModelException | RunnerException gone) {
            LOG.log(System.Logger.Level.WARNING, "The last good deployment does not load: {0}", gone.getMessage());
        }
    }

    private void load(Slot slot, RoutingTable.Deployment wanted) throws BadModelException, InterruptedException {
        Duration pause = Duration.ofMillis(200);
        boolean told = false;
        while (isTarget(slot, wanted.id())) {
            try {
                Path folder = packages.fetch(slot.projectId, wanted);
                install(slot, wanted.id(), wanted, folder, true);
                return;
            } catch (IOException | RunnerException away) {
                if (!told) {
                    String reason = String.valueOf(away.getMessage());
                    LOG.log(System.Logger.Level.WARNING, "Deployment {0} waits: {1}", wanted.id(), reason);
                    told = true;
                    slot.waiting = true;
                }
                Thread.sleep(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
            }
        }
    }

    private void install(Slot slot, UUID target, RoutingTable.Deployment deployment, Path folder, boolean isWanted)
            throws IOException, BadModelException, RunnerException, InterruptedException {
        Signature signature = Signatures.read(folder);
        RunnerProcess runner = runner(slot.projectId);
        runner.load(deployment.id());
        LiveModel model = new LiveModel(deployment, signature, runner, () -> drained(slot, deployment.id(), runner));
        @Nullable LiveModel replaced;
        synchronized (this) {
            if (!target.equals(slot.target)) {
                replaced = model;
            } else {
                replaced = slot.live;
                slot.live = model;
                if (isWanted) {
                    lastGood.remember(slot.endpointId, deployment);
                    report(slot, deployment.id(), DeploymentReport.State.READY, null);
                }
            }
        }
        if (replaced != null) {
            replaced.close();
        }
        LOG.log(System.Logger.Level.INFO, "Deployment {0}, version {1}, loaded", deployment.id(), deployment.version());
    }

    private void drained(Slot slot, UUID deployment, RunnerProcess runner) {
        Thread.ofVirtual().start(() -> {
            runner.unload(deployment);
            LOG.log(System.Logger.Level.INFO, "Deployment {0} unloaded", deployment);
            closeIfUnused(slot.projectId);
            tidy();
        });
    }

    private synchronized RunnerProcess runner(UUID project) throws IOException {
        RunnerProcess known = runners.get(project);
        if (known != null) {
            return known;
        }
        RunnerProcess fresh = new RunnerProcess(project, launcher, packages.of(project));
        fresh.start();
        runners.put(project, fresh);
        return fresh;
    }

    private synchronized void closeIfUnused(UUID project) {
        boolean used = slots.values().stream()
                .anyMatch(slot -> slot.projectId.equals(project) && (slot.live != null || slot.target != null));
        RunnerProcess runner = used ? null : runners.remove(project);
        if (runner != null) {
            runner.close();
        }
    }

    private void empty(Slot slot) {
        slot.target = null;
        slot.report = null;
        LiveModel live = slot.live;
        slot.live = null;
        if (live != null) {
            live.close();
        }
    }

    private synchronized void fail(Slot slot, UUID deployment, String reason) {
        if (deployment.equals(slot.target)) {
            Reason failed = Reason.of(LoadReason.MODEL_NOT_LOADED).because(Reason.inWords(reason));
            report(slot, deployment, DeploymentReport.State.FAILED, failed);
        }
    }

    private synchronized boolean isTarget(Slot slot, UUID deployment) {
        return deployment.equals(slot.target);
    }

    private void report(Slot slot, UUID deployment, DeploymentReport.State state, @Nullable Reason reason) {
        slot.report = new DeploymentReport(deployment, state, reason);
        onReport.run();
    }

    /// Deletes the packages that neither answer nor load nor could be gone back to.
    private synchronized void tidy() {
        Set<UUID> kept = new HashSet<>(lastGood.deployments());
        for (Slot slot : slots.values()) {
            LiveModel live = slot.live;
            if (live != null) {
                kept.add(live.deploymentId());
            }
            if (slot.target != null) {
                kept.add(slot.target);
            }
        }
        try {
            packages.keepOnly(kept);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "Old packages stay: {0}", failure.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        runners.values().forEach(RunnerProcess::close);
    }
}
