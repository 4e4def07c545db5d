package org.dure.server.compute.sample;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.dure.base.agent.Heartbeat;
import org.dure.base.node.NodeMeter;
import org.dure.base.node.NodeReading;
import org.dure.server.base.UserError;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Keeps samples and shows them. `server` samples its own machine, also while nothing runs on it; agents sample theirs.
@Service
public class SampleService {

    private static final Logger LOG = LoggerFactory.getLogger(SampleService.class);

    /// A node of which nothing was heard for longer is not shown as it is now.
    private static final Duration RECENT = Duration.ofMinutes(3);

    private static final int HOURS_MAX = 24 * 7;
    private static final int POINTS_MAX = 360;
    private static final long MEMORY_MAX = 1L << 50;

    private final SampleRepository samples;
    private final SessionService sessions;
    private final ComputeSettings settings;
    private final Clock clock;
    private final NodeMeter meter = NodeMeter.ofThisNode();
    private volatile String thisNode = "";

    SampleService(SampleRepository samples, SessionService sessions, ComputeSettings settings, Clock clock) {
        this.samples = samples;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedRateString = "PT5S")
    void sampleThisNode() {
        try {
            NodeReading reading = meter.read();
            thisNode = reading.node();
            samples.add(Pool.LOCAL, reading, minute());
        } catch (IOException unreadable) {
            LOG.warn("This machine does not tell what it is doing: {}", unreadable.toString());
        }
    }

    @Scheduled(fixedRateString = "PT1H", initialDelayString = "PT1M")
    void deleteOld() {
        samples.deleteBefore(clock.instant().minus(settings.samplesKept()));
    }

    /// What came with the heartbeat of an agent in the pool. Of this machine's own pool only the session is kept: the
    /// rest `server` samples itself.
    @Transactional
    public void keep(UUID attemptId, String pool, Heartbeat heartbeat) {
        NodeReading node = heartbeat.node();
        if (node == null) {
            return;
        }
        Instant minute = minute();
        if (heartbeat.cpuSeconds() != null || heartbeat.memoryBytes() != null) {
            samples.add(attemptId, heartbeat, minute);
        }
        if (!pool.equals(Pool.LOCAL) && isPlausible(node)) {
            samples.add(pool, node, minute);
        }
    }

    /// The host name of the node where `server` runs; empty before its first reading.
    public String thisNode() {
        return thisNode;
    }

    /// As the nodes are now.
    public List<NodeSample> latest() {
        return samples.latest(minute().minus(RECENT));
    }

    /// @param hours back from now
    /// @throws UserError.Invalid where it is not 1 to 168
    public List<NodeSample> history(int hours) {
        if (hours < 1 || hours > HOURS_MAX) {
            throw new UserError.Invalid("hours", "must lie between 1 and " + HOURS_MAX + ", not " + hours);
        }
        long bucket = Math.max(60, hours * 3600L / POINTS_MAX / 60 * 60);
        return samples.history(clock.instant().minus(Duration.ofHours(hours)), bucket);
    }

    /// The oldest first.
    public List<SessionSample> ofSession(Caller caller, UUID sessionId) {
        Session session = sessions.get(caller, sessionId);
        return samples.ofSession(session.id());
    }

    private Instant minute() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    /// An agent's node may be anybody's machine: what it says must not break the page.
    private static boolean isPlausible(NodeReading node) {
        return !node.node().isBlank()
                && node.node().length() <= 253
                && node.cores() > 0
                && node.memoryTotalBytes() >= 0
                && node.memoryTotalBytes() < MEMORY_MAX
                && node.gpus().size() <= 64
                && node.gpus().stream()
                        .allMatch(
                                gpu -> gpu.uuid().length() <= 100 && gpu.name().length() <= 100);
    }
}
