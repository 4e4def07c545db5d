package org.dure.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dure.agent.autopsy.Examination;
import org.dure.agent.build.BuiltImages;
import org.dure.agent.build.ImageBuild;
import org.dure.agent.cache.NodeCache;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.environment.EnvironmentBuild;
import org.dure.agent.environment.Environments;
import org.dure.agent.folder.ProgramFolder;
import org.dure.agent.folder.ProgramFolders;
import org.dure.agent.gang.Meeting;
import org.dure.agent.gang.RankEnd;
import org.dure.agent.gang.Seat;
import org.dure.agent.handover.Checkpoints;
import org.dure.agent.handover.Outputs;
import org.dure.agent.image.ImageFolder;
import org.dure.agent.image.Images;
import org.dure.agent.log.LogChunker;
import org.dure.agent.log.ProgramOutput;
import org.dure.agent.proxy.ForwardProxy;
import org.dure.agent.proxy.Listener;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.Sandbox;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.secret.SecretFiles;
import org.dure.agent.stream.Streams;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.Heartbeats;
import org.dure.agent.supervision.Outcome;
import org.dure.agent.supervision.Preparation;
import org.dure.agent.supervision.Supervision;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.RejectedException;
import org.dure.agent.wire.ServerLink;
import org.dure.agent.wire.States;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// One attempt from beginning to end: fetch the order, prepare, run, hand over, report.
final class Session {

    private static final long KILL_PAUSE_MILLIS = 50;

    private final Options options;
    private final ServerLink link;
    private final States states;
    private final Ending ending;
    private final Heartbeats heartbeats;
    private final @Nullable Seat seat;
    private List<String> lastLines = List.of();

    Session(Options options, String attemptToken) {
        this.options = options;
        this.seat = options.seat();
        this.link = new ServerLink(options.server(), options.attempt(), attemptToken);
        this.states = new States(link, options.work());
        this.ending = new Ending();
        this.heartbeats = new Heartbeats(link, states, ending);
    }

    /// @return the agent's exit code
    int run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(ending::release));
        try {
            WorkOrder order = order();
            Path memberLog = seat == null || seat.leads() ? null : seat.log();
            try (Couriers couriers = new Couriers(link, states, ending, order, options.work(), memberLog);
                    Part part = new Part(seat, order, ending, heartbeats, couriers.log())) {
                part.start();
                states.enter(AttemptState.STARTING, Reason.of(AttemptReason.AGENT_STARTED), null);
                couriers.start();
                run(order, couriers, part);
            }
            return Agent.EXIT_REPORTED;
        } catch (AttemptOverException over) {
            System.err.println(over.getMessage());
            return Ending.EXIT_ABANDONED;
        } catch (IOException failed) {
            System.err.println("the agent failed: " + failed);
            return Agent.EXIT_FAILED;
        } finally {
            ending.release();
        }
    }

    private WorkOrder order() throws AttemptOverException, InterruptedException {
        while (true) {
            try {
                return link.patiently(() -> link.call("GET", "/order", null, WorkOrder.class));
            } catch (RejectedException rejected) {
                System.err.println("no order: " + rejected.getMessage());
                Thread.sleep(5_000);
            }
        }
    }

    private void run(WorkOrder order, Couriers couriers, Part part)
            throws IOException, AttemptOverException, InterruptedException {
        ProgramFolders folders = null;
        Checkpoints checkpoints = null;
        Outcome outcome;
        try (NodeCache cache =
                new NodeCache(options.environments(), options.environmentsBytes(), ending, couriers.log())) {
            SessionPlan.check(order);
            SandboxUser user = SandboxUser.of(options.attempt());
            folders = ProgramFolders.create(options.work(), user);
            checkpoints = new Checkpoints(link, couriers.log(), folders, user, order, options.work());
            checkpoints.restore();
            Cgroup group = group(order);
            ending.guard(group);
            heartbeats.watch(group);
            ImageFolder image = image(order, user, group, cache, couriers.log());
            Path environment = image == null && ending.verdict() == null
                    ? environment(order, user, group, cache, couriers.log())
                    : null;
            Ending.Verdict verdict = ending.verdict();
            outcome = verdict != null
                    ? Outcome.of(verdict, null)
                    : sandboxed(
                            order, new Prepared(folders, user, group, environment, image), checkpoints, couriers, part);
        } catch (RefusedException refused) {
            outcome = new Outcome(AttemptState.FAILED, refused.reason(), null);
        } catch (IOException failed) {
            outcome = new Outcome(
                    AttemptState.FAILED,
                    Reason.of(AttemptReason.AGENT_FAILED).because(Reason.inWords(failed.toString())),
                    null);
        }
        RankEnd end = part.together(outcome, lastLines);
        lastLines = end.lastLines();
        if (part.speaks()) {
            handOver(end.outcome(), folders, checkpoints, couriers);
        } else {
            link.programEnded();
            tellWhatIsLost(folders, couriers.log());
            couriers.finish();
            part.report(end);
        }
    }

    /// @param environment a folder with installed Python packages; null where the program names none
    /// @param image       null for the node's own files
    private record Prepared(
            ProgramFolders folders,
            SandboxUser user,
            Cgroup group,
            @Nullable Path environment,
            @Nullable ImageFolder image) {}

    private Outcome sandboxed(WorkOrder order, Prepared prepared, Checkpoints checkpoints, Couriers couriers, Part part)
            throws IOException, InterruptedException, RefusedException {
        ProgramFolders folders = prepared.folders();
        SandboxUser user = prepared.user();
        ForwardProxy proxy = new ForwardProxy(options.server(), order, couriers.log()::say);
        try (SecretFiles secrets = SecretFiles.write(options.place(), order.secrets(), user::own, options.work());
                Listener listener = seat == null
                        ? Listener.open(folders.socketFile(), proxy)
                        : Listener.onLoopback(user.id(), proxy);
                Streams streams = order.interactive() ? Streams.open(folders.streamsFile(), link) : null) {
            Meeting meeting = part.meet();
            Ending.Verdict verdict = ending.verdict();
            if (verdict != null) {
                return Outcome.of(verdict, null);
            }
            SandboxPlan plan = new SessionPlan(order, options, user)
                    .make(
                            folders,
                            prepared.environment(),
                            prepared.image(),
                            secrets,
                            meeting,
                            meeting == null ? SandboxPlan.PORT : listener.port());
            return program(order, prepared, plan, checkpoints, couriers, part);
        }
    }

    /// Only the first rank of a gang hands over files.
    private static void tellWhatIsLost(@Nullable ProgramFolders folders, LogChunker log) throws IOException {
        if (folders == null) {
            return;
        }
        try (var left = Files.list(folders.output())) {
            if (left.findAny().isPresent()) {
                log.say("what this rank has left in /output is not kept: rank 0 alone hands over files");
            }
        }
    }

    private Cgroup group(WorkOrder order) throws RefusedException {
        int processes = order.limits().processes();
        return switch (options.gpus()) {
            case BY_ORDER -> Cgroup.create(options.place(), order.needs(), processes);
            case BY_SLURM, BY_CONTAINER -> Cgroup.createInJob(options.place(), order.needs(), processes);
        };
    }

    /// With an image the node's Python is not the program's: its packages are those of the image.
    private @Nullable ImageFolder image(
            WorkOrder order, SandboxUser user, Cgroup group, NodeCache cache, LogChunker log)
            throws IOException, InterruptedException, RefusedException {
        String name = order.image();
        String containerfile = order.containerfile();
        if (name == null && containerfile == null) {
            return null;
        }
        if (order.requirements() != null) {
            log.say("requirements.txt is not installed: the program's packages are those of its image");
        }
        Images images = new Images(cache, options.place(), log);
        if (name != null) {
            return images.provide(name);
        }
        ImageBuild build = new ImageBuild(
                options.work(), options.packageIndex(), order, new Preparation(group, user, ending, log));
        return new BuiltImages(cache, images, build, ending, log)
                .provide(order.projectId(), order.program(), String.valueOf(containerfile));
    }

    private @Nullable Path environment(WorkOrder order, SandboxUser user, Cgroup group, NodeCache cache, LogChunker log)
            throws IOException, InterruptedException, RefusedException {
        String requirements = order.requirements();
        if (requirements == null || requirements.isBlank()) {
            return null;
        }
        EnvironmentBuild build = new EnvironmentBuild(
                options.work(), options.packageIndex(), order, new Preparation(group, user, ending, log));
        return new Environments(cache, options.packageIndex(), build, log).provide(order.projectId(), requirements);
    }

    private Outcome program(
            WorkOrder order, Prepared prepared, SandboxPlan plan, Checkpoints checkpoints, Couriers couriers, Part part)
            throws IOException, InterruptedException, RefusedException {
        Cgroup group = prepared.group();
        ProgramOutput output = couriers.programOutput();
        Sandbox sandbox =
                Sandbox.start(plan, group, prepared.user(), options.work().resolve("launch"));
        Thread reader = output.follow(sandbox.process());
        Supervision supervision =
                new Supervision(order, sandbox, group, prepared.folders(), checkpoints, ending, couriers.log());
        if (supervision.awaitStart()) {
            states.enter(AttemptState.RUNNING, Reason.of(AttemptReason.PROGRAM_RUNS), null);
            part.running(supervision, checkpoints);
            supervision.awaitEnd();
        }
        end(sandbox, group);
        reader.join(TimeUnit.SECONDS.toMillis(30));
        lastLines = output.lastLines();
        return Outcome.of(order, sandbox, group, ending.verdict(), lastLines);
    }

    /// Kills until nothing is left: what is just being started may join its group only after a look at the group. By
    /// the handle, because `Process.destroyForcibly` would also close the output that is still to be read.
    private static void end(Sandbox sandbox, Cgroup group) throws IOException, InterruptedException {
        do {
            sandbox.process().toHandle().destroyForcibly();
            group.kill();
        } while (!sandbox.process().waitFor(KILL_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        group.kill();
    }

    private void handOver(
            Outcome ended, @Nullable ProgramFolders folders, @Nullable Checkpoints checkpoints, Couriers couriers)
            throws IOException, AttemptOverException, InterruptedException {
        link.programEnded();
        states.enter(AttemptState.SAVING, Reason.of(AttemptReason.PROGRAM_ENDED).because(ended.cause()), null);
        Outcome outcome = ended;
        if (folders != null && checkpoints != null) {
            checkpoints.end();
            if (ended.state() == AttemptState.PREEMPTED) {
                outcome = ended.preempted(ending.saveSeconds(), checkpoints);
            } else {
                send(folders, couriers.log());
            }
        }
        couriers.finish();
        Autopsy autopsy = outcome.state() == AttemptState.FAILED ? Examination.of(outcome.cause(), lastLines) : null;
        states.enter(outcome.state(), outcome.cause(), outcome.exitCode(), autopsy);
        states.drain();
    }

    private void send(ProgramFolders folders, LogChunker log)
            throws IOException, AttemptOverException, InterruptedException {
        try {
            new Outputs(link, log, options.work().resolve("output.spare")).send(new ProgramFolder(folders.output()));
        } catch (IOException unreadable) {
            log.say("the outputs could not be handed over: " + unreadable.getMessage());
        }
    }
}
