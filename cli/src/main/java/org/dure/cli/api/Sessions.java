package org.dure.cli.api;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dure.cli.CommandFailure;
import tools.jackson.databind.JsonNode;

/// Waiting for sessions.
public record Sessions(Api api) {

    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "STOPPED", "LOST");
    private static final long PAUSE_MS = 250;

    /// @return the session, ended
    public JsonNode awaitEnd(String id) {
        while (true) {
            JsonNode session = api.get("/api/v1/sessions/" + id);
            if (hasEnded(session)) {
                return session;
            }
            pause();
        }
    }

    public static boolean hasEnded(JsonNode session) {
        return ENDED.contains(session.path("state").asString(""));
    }

    public static boolean succeeded(JsonNode session) {
        return session.path("state").asString("").equals("SUCCEEDED");
    }

    /// A moment between two questions.
    public static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.");
        }
    }
}
