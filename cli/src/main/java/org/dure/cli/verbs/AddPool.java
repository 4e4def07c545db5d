package org.dure.cli.verbs;

import java.util.Map;
import org.dure.cli.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What `dure pools add` has in common for all clusters.
abstract class AddPool extends Verb {

    @Parameters(paramLabel = "POOL", description = "What people will call it.")
    String pool = "";

    AddPool(Console console) {
        super(console);
    }

    /// @param cluster what its people call it, in a sentence
    final void add(String engine, String cluster, Map<String, Object> settings) {
        JsonNode made = api().put("/api/v1/pools/" + pool, Map.of("engine", engine, "settings", settings));
        show(
                made,
                each -> say(
                        pool + " is there; dure pools ls shows its nodes as soon as " + cluster + " has told them"));
    }

    /// What was not given is left to the server's default.
    static void put(Map<String, Object> settings, String name, @Nullable Object value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
