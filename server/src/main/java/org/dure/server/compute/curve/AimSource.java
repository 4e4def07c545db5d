package org.dure.server.compute.curve;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/// Knows what sessions are after. Higher features implement it; the first in order that knows a session's aim is heard.
public interface AimSource {

    /// @param context of the session, such as its problem
    record Competitor(UUID sessionId, UUID projectId, Map<String, String> context) {
        public Competitor {
            context = Map.copyOf(context);
        }
    }

    /// Of those whose aim it knows.
    Map<UUID, Aim> aims(Collection<Competitor> sessions);
}
