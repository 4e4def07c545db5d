package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.dure.server.models.registry.HistoryEntry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The pages have words for every action that the audit trail may tell of.
class AuditWordsTest {

    private static final Pattern ACTION =
            Pattern.compile("\"(people|data|problems|compute|sweeps|tracking|models|serving)\\.([a-z_]*[a-z])\"");

    /// The others of these happen by themselves.
    private static final List<String> MOVES_OF_SWEEPS = List.of("sweep_running", "sweep_paused", "sweep_stopped");

    private static Set<String> actions() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                if (text.contains("Audit ")) {
                    ACTION.matcher(text)
                            .results()
                            .map(match -> match.group(1) + "." + match.group(2))
                            .forEach(found::add);
                }
            }
        }
        MOVES_OF_SWEEPS.forEach(move -> found.add("sweeps." + move));
        Arrays.stream(HistoryEntry.Kind.values())
                .filter(kind -> !kind.name().startsWith("CHAMPION_"))
                .forEach(kind -> found.add("models." + kind.name().toLowerCase(Locale.ROOT)));
        return found;
    }

    @Test
    void every_action_has_words() throws IOException {
        JsonNode words = Json.MAPPER.readTree(Files.readString(Path.of("../web/src/i18n/en/audit.json")));
        Set<String> told = new TreeSet<>();
        words.properties()
                .forEach(feature -> feature.getValue()
                        .propertyNames()
                        .forEach(action -> told.add(feature.getKey() + "." + action)));
        assertThat(told).containsExactlyElementsOf(actions());
    }
}
