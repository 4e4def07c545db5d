package org.dure.agent.build;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.agent.reason.RefusedException;
import org.dure.base.agent.ImageName;
import org.jspecify.annotations.Nullable;

/// The stages of a Containerfile, of which the last makes the image. Another one is built where the last needs it.
///
/// @param arguments that stand before the first `FROM`
record Stages(Map<String, String> arguments, List<Stage> all) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]*", Pattern.CASE_INSENSITIVE);

    /// One `FROM` with what stands behind it, up to the next.
    ///
    /// @param number from 0 on
    /// @param base   a stage before or an image
    /// @param name   in small letters; empty where it has none
    record Stage(int number, String name, Containerfile.Line from, String base, List<Containerfile.Line> lines) {

        /// What stands in the log before its steps.
        String title() {
            return from.file() + (name.isEmpty() ? "" : ", stage " + name);
        }
    }

    static Stages of(Containerfile file) throws RefusedException {
        Map<String, String> arguments = new TreeMap<>();
        List<Stage> stages = new ArrayList<>();
        List<Containerfile.Line> lines = List.of();
        for (Containerfile.Line line : file.lines()) {
            if (line.instruction().equals("FROM")) {
                lines = new ArrayList<>();
                stages.add(stage(stages.size(), line, arguments, lines));
            } else if (!stages.isEmpty()) {
                lines.add(line);
            } else if (line.instruction().equals("ARG")) {
                Planner.argument(line, arguments, Map.of(), arguments);
            } else {
                throw line.wrong("FROM IMAGE");
            }
        }
        if (stages.isEmpty()) {
            throw new Containerfile.Line(file.file(), 1, "", "").wrong("FROM IMAGE");
        }
        return new Stages(arguments, stages);
    }

    private static Stage stage(
            int number, Containerfile.Line from, Map<String, String> arguments, List<Containerfile.Line> lines)
            throws RefusedException {
        if (from.rest().startsWith("--")) {
            throw from.refused("FROM " + from.rest().split("[=\\s]", 2)[0]);
        }
        List<String> words = Words.split(from, from.rest(), arguments);
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.size() != 1 && !named || words.getFirst().isEmpty()) {
            throw from.wrong("FROM IMAGE");
        }
        if (named && !NAME.matcher(words.get(2)).matches()) {
            throw from.wrong("FROM IMAGE AS NAME");
        }
        String base = words.getFirst();
        if (base.equals("scratch")) {
            throw from.refused("FROM scratch");
        }
        if (ImageName.fault(base) != null) {
            throw from.wrong("FROM registry.example.org/group/name:tag");
        }
        String name = named ? words.get(2).toLowerCase(Locale.ROOT) : "";
        return new Stage(number, name, from, base, lines);
    }

    Stage last() {
        return all.getLast();
    }

    /// The stage before `stage` that `name` names as a base; null where it is an image.
    @Nullable
    Stage before(Stage stage, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Stage found = null;
        for (Stage each : all.subList(0, stage.number())) {
            found = !wanted.isEmpty() && each.name().equals(wanted) ? each : found;
        }
        return found;
    }

    /// The same for `COPY --from`, which may also name a stage by its number.
    @Nullable
    Stage source(Stage stage, Containerfile.Line line, String name) throws RefusedException {
        boolean number = name.matches("[0-9]{1,9}");
        Stage named = number
                ? all.subList(0, stage.number()).stream()
                        .filter(each -> each.number() == Integer.parseInt(name))
                        .findFirst()
                        .orElse(null)
                : before(stage, name);
        if (named == null && (number || ImageName.fault(name) != null)) {
            throw line.wrong("COPY --from=STAGE SOURCE… DESTINATION/");
        }
        return named;
    }

    /// The last one and those that it needs, in their order.
    List<Stage> needed() throws RefusedException {
        Set<Integer> numbers = new TreeSet<>(Set.of(last().number()));
        // A stage needs only earlier ones.
        for (Stage stage : all.reversed()) {
            if (numbers.contains(stage.number())) {
                for (Stage other : others(stage)) {
                    numbers.add(other.number());
                }
            }
        }
        return numbers.stream().map(all::get).toList();
    }

    private List<Stage> others(Stage stage) throws RefusedException {
        List<Stage> others = new ArrayList<>();
        Stage base = before(stage, stage.base());
        if (base != null) {
            others.add(base);
        }
        for (Containerfile.Line line : stage.lines()) {
            String name = from(line);
            Stage source = name == null ? null : source(stage, line, name);
            if (source != null) {
                others.add(source);
            }
        }
        return others;
    }

    /// The names of the images that the needed stages begin with and take files from.
    Set<String> images() throws RefusedException {
        Set<String> images = new LinkedHashSet<>();
        for (Stage stage : needed()) {
            if (before(stage, stage.base()) == null) {
                images.add(stage.base());
            }
            for (Containerfile.Line line : stage.lines()) {
                String name = from(line);
                if (name != null && source(stage, line, name) == null) {
                    images.add(name);
                }
            }
        }
        return images;
    }

    private static @Nullable String from(Containerfile.Line line) {
        String rest = line.instruction().equals("COPY") ? line.rest() : "";
        for (Matcher flag = Planner.FLAG.matcher(rest); flag.lookingAt(); flag = Planner.FLAG.matcher(rest)) {
            if (flag.group(1).equals("from")) {
                return Objects.requireNonNullElse(flag.group(2), "");
            }
            rest = rest.substring(flag.end());
        }
        return null;
    }
}
