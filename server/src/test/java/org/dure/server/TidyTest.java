package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The law of style over the Java sources of all modules: sizes, table ownership, banned constructs.
class TidyTest {

    private static final int LINES_MOST = 400;
    private static final int METHOD_LINES_MOST = 60;

    /// The aim is about fifteen; past that a package is split by its nouns.
    private static final int FILES_MOST = 20;

    private static final List<String> FEATURES =
            List.of("people", "compute", "data", "problems", "tracking", "models", "sweeps", "serving");
    /// `schema.table` in SQL, at the beginning of a clause.
    private static final Pattern TABLE = Pattern.compile(
            "(?i)\\b(?:from|join|into|update|table|lateral)\\s+(" + String.join("|", FEATURES) + ")\\.\\w+");
    private static final List<String> BANNED = List.of(
            "import lombok.",
            "import jakarta.persistence.",
            "import reactor.",
            "import org.mockito.",
            // Decided when Dure is built, of settings nobody knows then (ADR 67).
            "import org.springframework.boot.autoconfigure.condition.",
            "import org.springframework.context.annotation.Conditional",
            "import org.springframework.context.annotation.Profile",
            "printStackTrace()",
            "TODO",
            "FIXME");

    private record Source(Path path, List<String> lines) {
        boolean isTest() {
            return path.toString().contains("/src/test/");
        }
    }

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        for (String module : List.of("base", "learn", "serve", "agent", "server", "cli")) {
            Path root = Path.of("..", module, "src");
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path :
                        all.filter(file -> file.toString().endsWith(".java")).toList()) {
                    sources.add(new Source(path, Files.readAllLines(path)));
                }
            }
        }
        assertThat(sources).isNotEmpty();
        return sources;
    }

    @Test
    void files_are_short() throws IOException {
        assertThat(sources().stream()
                        .filter(source -> source.lines().size() > LINES_MOST)
                        .map(source -> source.path() + " has " + source.lines().size() + " lines"))
                .isEmpty();
    }

    /// A method is what begins with a line ending in `{` at the depth of a class member and ends at its `}`.
    @Test
    void methods_are_short() throws IOException {
        Pattern begin = Pattern.compile(
                "^( {4}| {8})(?!return|new|class|record|interface|enum)[\\w@<].*\\) (throws [\\w., ]+ )?\\{$");
        List<String> tooLong = new ArrayList<>();
        for (Source source : sources()) {
            for (int line = 0; line < source.lines().size(); line++) {
                Matcher matcher = begin.matcher(source.lines().get(line));
                if (!matcher.matches()) {
                    continue;
                }
                int end = source.lines().subList(line, source.lines().size()).indexOf(matcher.group(1) + "}");
                if (end > METHOD_LINES_MOST) {
                    tooLong.add(source.path() + ":" + (line + 1) + " has " + end + " lines");
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void a_feature_reads_and_writes_only_its_own_tables() throws IOException {
        List<String> trespasses = new ArrayList<>();
        for (Source source : sources()) {
            Matcher feature = Pattern.compile("/src/main/java/org/dure/server/(\\w+)/")
                    .matcher(source.path().toString());
            if (!feature.find()) {
                continue;
            }
            Matcher table = TABLE.matcher(String.join("\n", source.lines()));
            while (table.find()) {
                if (!table.group(1).equals(feature.group(1))) {
                    trespasses.add(source.path() + " says " + table.group());
                }
            }
        }
        assertThat(trespasses).isEmpty();
    }

    @Test
    void sql_stands_in_repositories_alone() throws IOException {
        assertThat(sources().stream()
                        .filter(source -> !source.isTest())
                        .filter(source -> source.path().toString().contains("/org/dure/server/"))
                        .filter(source -> source.lines().stream().anyMatch(line -> line.contains(".sql(")))
                        .map(source -> source.path().getFileName().toString())
                        .filter(name -> !name.endsWith("Repository.java") && !name.equals("Audit.java")))
                .isEmpty();
    }

    @Test
    void nothing_banned_is_used() throws IOException {
        List<String> found = new ArrayList<>();
        for (Source source : sources()) {
            if (source.path().endsWith("TidyTest.java")) {
                continue;
            }
            for (String banned : BANNED) {
                if (source.lines().stream().anyMatch(line -> line.contains(banned))) {
                    found.add(source.path() + " holds " + banned);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        List<Path> silent = sources().stream()
                .filter(source -> !source.isTest())
                .map(source -> source.path().resolveSibling("package-info.java"))
                .distinct()
                .filter(info -> !Files.exists(info))
                .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void packages_are_small() throws IOException {
        Map<Path, Long> files = sources().stream()
                .filter(source -> !source.isTest())
                .map(Source::path)
                .filter(path -> !path.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(path -> path.resolveSibling(""), Collectors.counting()));
        files.values().removeIf(count -> count <= FILES_MOST);
        assertThat(files).isEmpty();
    }

    /// Takes away, again and again, the packages that use none of those left; what remains uses each other in a circle.
    /// The command line's packages are left out: its verbs and the supervisor still know each other.
    @Test
    void packages_use_each_other_in_one_direction() throws IOException {
        Pattern used = Pattern.compile("^import (?:static )?(org\\.dure\\.[a-z.]*[a-z])\\.[A-Z].*");
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Source source : sources()) {
            if (source.isTest() || source.path().toString().contains("/org/dure/cli/")) {
                continue;
            }
            String folder = source.path().resolveSibling("").toString();
            String own = folder.substring(folder.indexOf("org/dure/")).replace('/', '.');
            Set<String> others = uses.computeIfAbsent(own, each -> new TreeSet<>());
            source.lines().stream()
                    .map(used::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .filter(other -> !other.equals(own))
                    .forEach(others::add);
        }
        boolean changed = true;
        while (changed) {
            uses.values().forEach(others -> others.retainAll(uses.keySet()));
            changed = uses.values().removeIf(Set::isEmpty);
        }
        assertThat(uses).isEmpty();
    }
}
