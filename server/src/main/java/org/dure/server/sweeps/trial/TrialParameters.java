package org.dure.server.sweeps.trial;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.people.Caller;
import org.dure.server.sweeps.Trial;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives the programs of trials the values of their parameters as variables: `DURE_PARAM_LR` and so on, and all of them
/// as JSON in `DURE_PARAMS`.
@Component
class TrialParameters implements SessionPreparer {

    private final TrialRepository trials;

    TrialParameters(TrialRepository trials) {
        this.trials = trials;
    }

    @Override
    public void check(Caller caller, UUID projectId, NewSession session) {}

    @Override
    public Map<String, String> environment(Session session) {
        Optional<Trial> trial = trialOf(session);
        if (trial.isEmpty()) {
            return Map.of();
        }
        Map<String, String> environment = new HashMap<>();
        TrialWords.texts(trial.get().parameters())
                .forEach((name, text) -> environment.put(TrialWords.variable(name), text));
        environment.put(
                "DURE_PARAMS", Json.MAPPER.writeValueAsString(trial.get().parameters()));
        return environment;
    }

    /// The session may name a trial before the trial names it; anybody's session may name one, so the session's own
    /// project must have it.
    private Optional<Trial> trialOf(Session session) {
        @Nullable String id = session.context().get(TrialSessions.TRIAL);
        if (id == null) {
            return Optional.empty();
        }
        try {
            return trials.findIn(session.projectId(), UUID.fromString(id));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }
}
