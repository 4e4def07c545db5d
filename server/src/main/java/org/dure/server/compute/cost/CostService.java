package org.dure.server.compute.cost;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Keeps what attempts cost, and tells what a preemption would.
@Service
public class CostService {

    private final CostRepository costs;
    private final Clock clock;

    CostService(CostRepository costs, Clock clock) {
        this.costs = costs;
        this.clock = clock;
    }

    /// The attempt's program runs. Only the first call counts.
    public void running(UUID attemptId) {
        costs.running(attemptId, clock.instant());
    }

    /// What the attempt's program has used so far: from it, and from what its GPUs do, follows whether it is at work.
    ///
    /// @param localNode as which this machine's samples are kept
    public void used(UUID attemptId, double cpuSeconds, String localNode) {
        costs.used(attemptId, cpuSeconds, localNode, clock.instant());
    }

    /// The session counts as at work now.
    ///
    /// @return false where nothing of it runs
    public boolean keep(UUID sessionId) {
        return costs.keep(sessionId, clock.instant());
    }

    /// Sessions that have been idle for as long as their project allows.
    public List<IdleSession> idle() {
        return costs.idle(clock.instant());
    }

    /// A checkpoint of the attempt is stored.
    public void saved(UUID attemptId) {
        costs.saved(attemptId, clock.instant());
    }

    /// The attempt is over without having come to its end: what it did since its last checkpoint is lost. Only the
    /// first call counts.
    public void broken(UUID attemptId) {
        costs.broken(attemptId, clock.instant());
    }

    /// Every session whose program runs and that has not been asked to make room.
    public List<VictimCost> victims() {
        return costs.victims(clock.instant());
    }
}
