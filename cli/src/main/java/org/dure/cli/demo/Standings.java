package org.dure.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dure.cli.CommandFailure;
import org.dure.cli.api.Api;
import org.dure.cli.api.Sessions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Waits for the platform's judgements over the models of one problem.
///
/// @param problemId whose hidden part judges
record Standings(Api api, String problemId) {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Set<String> OVER = Set.of("DONE", "FAILED");

    /// By session: its model version, judged. A session that failed has none.
    Map<String, JsonNode> await(Collection<String> sessionIds) {
        Sessions sessions = new Sessions(api);
        List<String> succeeded = sessionIds.stream()
                .filter(id -> Sessions.succeeded(sessions.awaitEnd(id)))
                .toList();
        return until("the models' judgement on the hidden part", () -> {
            Map<String, JsonNode> judged = judged();
            return judged.keySet().containsAll(succeeded) ? judged : null;
        });
    }

    /// The decision over the champion that this version challenged.
    JsonNode decisionOver(String versionId) {
        return until(
                "the decision over the champion",
                () -> api.list("/api/v1/problems/" + problemId + "/comparisons").stream()
                        .filter(each ->
                                each.path("challenger_version_id").asString().equals(versionId))
                        .findFirst()
                        .orElse(null));
    }

    /// The present champion.
    JsonNode champion() {
        Optional<JsonNode> newest = api.list("/api/v1/problems/" + problemId + "/champions").stream()
                .findFirst();
        return newest.orElseThrow(() -> new CommandFailure("The problem has no champion: no model could be judged."));
    }

    private Map<String, JsonNode> judged() {
        Map<String, JsonNode> bySession = new HashMap<>();
        for (JsonNode standing : api.list("/api/v1/problems/" + problemId + "/leaderboard")) {
            if (OVER.contains(standing.path("state").asString())
                    && standing.path("session_id").isString()) {
                bySession.put(standing.path("session_id").asString(), standing);
            }
        }
        return bySession;
    }

    /// Asks until there is an answer.
    static <T> T until(String what, Supplier<@Nullable T> ask) {
        Instant deadline = Instant.now().plus(LIMIT);
        while (true) {
            T answer = ask.get();
            if (answer != null) {
                return answer;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailure("Waited " + LIMIT.toSeconds() + " s in vain for " + what + ".");
            }
            Sessions.pause();
        }
    }
}
