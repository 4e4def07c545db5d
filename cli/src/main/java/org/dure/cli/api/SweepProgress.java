package org.dure.cli.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import tools.jackson.databind.JsonNode;

/// Tells of each trial of a sweep as it ends.
public record SweepProgress(Api api, Console console) {

    private static final int QUESTIONS_APART = 4;

    /// @return DONE only where the sweep came to its own end and found something
    public int follow(String id) {
        Set<Integer> told = new HashSet<>();
        while (true) {
            JsonNode sweep = api.get("/api/v1/sweeps/" + id);
            for (JsonNode trial : trials(id)) {
                if (trial.path("ended_at").isString()
                        && told.add(trial.path("number").asInt())) {
                    console.say(line(trial));
                }
            }
            if (!sweep.path("state").asString().equals("RUNNING")) {
                console.say(summary(sweep));
                return sweep.path("state").asString().equals("DONE")
                                && sweep.path("progress").path("best").isNumber()
                        ? ExitCode.DONE
                        : ExitCode.FAILED;
            }
            for (int question = 0; question < QUESTIONS_APART; question++) {
                Sessions.pause();
            }
        }
    }

    public List<JsonNode> trials(String id) {
        return api.list("/api/v1/sweeps/" + id + "/trials");
    }

    public static String summary(JsonNode sweep) {
        JsonNode progress = sweep.path("progress");
        return sweep.path("name").asString() + " " + sweep.path("state").asString() + ": "
                + sweep.path("reason").path("text").asString("") + "; best " + value(progress.path("best"))
                + (progress.path("best_trial").isNumber()
                        ? " (trial " + progress.path("best_trial").asInt() + ")"
                        : "");
    }

    private static String line(JsonNode trial) {
        return "trial " + trial.path("number").asInt() + "  "
                + trial.path("state").asString() + "  " + value(trial.path("value")) + "  " + parameters(trial);
    }

    public static String parameters(JsonNode trial) {
        StringBuilder text = new StringBuilder();
        trial.path("parameters")
                .properties()
                .forEach(parameter -> text.append(text.isEmpty() ? "" : " ")
                        .append(parameter.getKey())
                        .append('=')
                        .append(
                                parameter.getValue().isNumber()
                                        ? value(parameter.getValue())
                                        : parameter.getValue().asString()));
        return text.toString();
    }

    public static String value(JsonNode value) {
        return value.isIntegralNumber()
                ? value.asString()
                : value.isNumber() ? String.format(java.util.Locale.ROOT, "%.5g", value.asDouble()) : "–";
    }
}
