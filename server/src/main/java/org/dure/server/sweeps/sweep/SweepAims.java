package org.dure.server.sweeps.sweep;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.compute.curve.Aim;
import org.dure.server.compute.curve.AimSource;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.trial.TrialSessions;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Tells `compute` what the sessions of sweeps are after, where that is a metric; one whose objective is the hidden
/// part
/// competes for its problem.
@Component
@Order(0)
class SweepAims implements AimSource {

    private final SweepRepository sweeps;

    SweepAims(SweepRepository sweeps) {
        this.sweeps = sweeps;
    }

    @Override
    public Map<UUID, Aim> aims(Collection<Competitor> sessions) {
        Map<String, Optional<Sweep>> known = new HashMap<>();
        Map<UUID, Aim> aims = new HashMap<>();
        for (Competitor session : sessions) {
            String reference = session.context().get(TrialSessions.SWEEP);
            if (reference != null) {
                known.computeIfAbsent(reference, this::sweep)
                        .filter(sweep -> sweep.projectId().equals(session.projectId()))
                        .filter(sweep -> sweep.objective().source() == Objective.Source.METRIC)
                        .ifPresent(sweep -> aims.put(
                                session.sessionId(),
                                new Aim(
                                        "sweep " + sweep.id(),
                                        List.of(String.valueOf(sweep.objective().metric())),
                                        sweep.objective().direction() == Direction.MINIMIZE)));
            }
        }
        return aims;
    }

    private Optional<Sweep> sweep(String reference) {
        try {
            return sweeps.find(UUID.fromString(reference));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }
}
