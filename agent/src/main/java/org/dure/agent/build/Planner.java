package org.dure.agent.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.agent.image.ImageFolder;
import org.dure.agent.reason.RefusedException;
import org.jspecify.annotations.Nullable;

/// Makes a plan of a Containerfile's instructions, and refuses by its line what cannot be honoured. What only tells
/// how a container of the image is started is passed over: a session has a command and a user of its own.
final class Planner {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /// Of an instruction, before its words.
    static final Pattern FLAG = Pattern.compile("--([a-z-]+)(?:=(\\S*))?(?:\\s+|$)");
    private static final Pattern REMOTE = Pattern.compile("(?:[a-z]+://|git@).*");
    private static final Pattern ARCHIVE = Pattern.compile(".*\\.(?:tar(?:\\.\\w+)?|t[bgx]z2?)");
    private static final Set<String> WITHOUT_EFFECT = Set.of("USER", "CMD", "ENTRYPOINT", "VOLUME", "HEALTHCHECK");
    private static final Set<String> FOR_PEOPLE = Set.of("LABEL", "EXPOSE", "STOPSIGNAL", "MAINTAINER");

    private final BuildContext context;
    private final Stages stages;
    private final Stages.Stage stage;
    private final Map<String, Origin> origins;
    private final Map<String, String> arguments = new TreeMap<>();
    private final Map<String, String> environment;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<String> shell;
    private String folder;

    private Planner(BuildContext context, Origin base, Stages stages, Stages.Stage stage, Map<String, Origin> origins) {
        this.context = context;
        this.stages = stages;
        this.stage = stage;
        this.origins = origins;
        this.environment = new LinkedHashMap<>(base.environment());
        this.shell = base instanceof BuildPlan plan ? plan.shell() : List.of("/bin/sh", "-c");
        String begin = base.folder();
        this.folder = begin == null ? "/" : begin;
        if (begin == null) {
            notes.add("the working folder of the base is not known on this node: the steps begin in /");
        }
    }

    /// Of the last stage; the plans of those that it needs hang on it.
    ///
    /// @param images that the stages name, by their names
    static BuildPlan plan(Stages stages, BuildContext context, Map<String, ImageFolder> images)
            throws IOException, RefusedException {
        Map<String, Origin> origins = new HashMap<>();
        images.forEach((name, image) -> origins.put(image(name), new Origin.Image(image)));
        BuildPlan last = null;
        for (Stages.Stage stage : stages.needed()) {
            Origin base = origin(origins, stages.before(stage, stage.base()), stage.base());
            Planner planner = new Planner(context, base, stages, stage, origins);
            for (Containerfile.Line line : stage.lines()) {
                planner.read(line);
            }
            last = planner.plan(base);
            origins.put(made(stage), last);
        }
        return Objects.requireNonNull(last);
    }

    private BuildPlan plan(Origin base) {
        String id = BuildPlan.id(base, steps, environment);
        return new BuildPlan(stage.title(), id, base, steps, environment, folder, shell, notes);
    }

    private static String image(String name) {
        return "image " + name;
    }

    private static String made(Stages.Stage stage) {
        return "stage " + stage.number();
    }

    /// @param made null for the image of that name
    private static Origin origin(Map<String, Origin> origins, Stages.@Nullable Stage made, String name) {
        return Objects.requireNonNull(origins.get(made == null ? image(name) : made(made)));
    }

    private void read(Containerfile.Line line) throws IOException, RefusedException {
        switch (line.instruction()) {
            case "RUN" -> run(line);
            case "COPY", "ADD" -> copy(line);
            case "ENV" -> set(line);
            case "ARG" -> argument(line, arguments, stages.arguments(), variables());
            case "WORKDIR" -> enter(line);
            case "SHELL" -> {
                List<String> words = Words.json(line.rest());
                if (words == null || words.isEmpty()) {
                    throw line.wrong("SHELL [\"/bin/bash\", \"-c\"]");
                }
                shell = words;
            }
            case "ONBUILD" -> throw line.refused("ONBUILD");
            default -> {
                if (WITHOUT_EFFECT.contains(line.instruction())) {
                    notes.add("line " + line.number() + " of " + line.file() + ": " + line.instruction()
                            + " has no effect here; steps run as root of the image, and a session has its own command");
                } else if (!FOR_PEOPLE.contains(line.instruction())) {
                    throw Containerfile.unknown(line.file(), line.number(), line.instruction());
                }
            }
        }
    }

    private void run(Containerfile.Line line) throws RefusedException {
        Matcher flag = FLAG.matcher(line.rest());
        if (flag.lookingAt()) {
            throw line.refused("RUN --" + flag.group(1));
        }
        List<String> command = Words.json(line.rest());
        if (command == null) {
            command = new ArrayList<>(shell);
            command.add(line.rest());
        }
        if (line.rest().isEmpty() || command.isEmpty() || command.getFirst().isBlank()) {
            throw line.wrong("RUN COMMAND");
        }
        steps.add(new Step.Run(line, List.copyOf(command), Map.copyOf(variables()), folder));
    }

    private void set(Containerfile.Line line) throws RefusedException {
        Map<String, String> set = new LinkedHashMap<>();
        String first = line.rest().split("\\s", 2)[0];
        if (VARIABLE.matcher(first).matches() && line.rest().length() > first.length()) {
            set.put(first, Words.one(line, line.rest().substring(first.length()).strip(), variables()));
        } else {
            for (String word : Words.split(line, line.rest(), variables())) {
                String[] halves = word.split("=", 2);
                if (halves.length != 2 || !VARIABLE.matcher(halves[0]).matches()) {
                    throw line.wrong("ENV NAME=VALUE …");
                }
                set.put(halves[0], halves[1]);
            }
        }
        if (set.isEmpty()) {
            throw line.wrong("ENV NAME=VALUE …");
        }
        environment.putAll(set);
    }

    /// @param defaults of those that are named without a value
    /// @param known    what the values may refer to
    static void argument(
            Containerfile.Line line,
            Map<String, String> arguments,
            Map<String, String> defaults,
            Map<String, String> known)
            throws RefusedException {
        List<String> words = Words.split(line, line.rest(), known);
        for (String word : words) {
            String[] halves = word.split("=", 2);
            if (!VARIABLE.matcher(halves[0]).matches()) {
                throw line.wrong("ARG NAME=VALUE");
            }
            String value = halves.length == 2 ? halves[1] : defaults.get(halves[0]);
            if (value != null) {
                arguments.put(halves[0], value);
            }
        }
        if (words.isEmpty()) {
            throw line.wrong("ARG NAME=VALUE");
        }
    }

    private void enter(Containerfile.Line line) throws RefusedException {
        String path = Words.one(line, line.rest(), variables());
        if (path.isEmpty()) {
            throw line.wrong("WORKDIR FOLDER");
        }
        folder = place(path);
        steps.add(new Step.Put(line, folder, null, List.of()));
    }

    private void copy(Containerfile.Line line) throws IOException, RefusedException {
        String form = line.instruction() + " SOURCE… DESTINATION/";
        Integer mode = null;
        String from = null;
        String rest = line.rest();
        for (Matcher flag = FLAG.matcher(rest); flag.lookingAt(); flag = FLAG.matcher(rest)) {
            rest = rest.substring(flag.end());
            switch (flag.group(1)) {
                case "chown", "link" -> {
                    // All files belong to one user, and no layer lies on another.
                }
                case "chmod" -> mode = mode(line, flag.group(2));
                case "from" -> from = from(line, flag.group(2));
                default -> throw line.refused(line.instruction() + " --" + flag.group(1));
            }
        }
        List<String> words = new ArrayList<>();
        List<String> list = Words.json(rest);
        if (list == null) {
            words.addAll(Words.split(line, rest, variables()));
        } else {
            for (String word : list) {
                words.add(Words.one(line, word, variables()));
            }
        }
        if (words.size() < 2 || words.getLast().isEmpty()) {
            throw line.wrong(form);
        }
        if (from != null) {
            take(line, from, words, mode);
            return;
        }
        List<String> found = new ArrayList<>();
        for (String source : words.subList(0, words.size() - 1)) {
            found.addAll(matches(line, source));
        }
        String destination = words.getLast();
        boolean into = isFolder(destination);
        boolean single = found.size() == 1 && !context.isFolder(found.getFirst());
        if (found.size() > 1 && !into) {
            throw line.wrong(form);
        }
        List<BuildContext.Placed> files = new ArrayList<>();
        for (String path : found) {
            files.addAll(context.placed(path, mode));
        }
        String name = single && !into ? files.getFirst().name() : null;
        steps.add(new Step.Put(line, place(destination), name, files));
    }

    private static String from(Containerfile.Line line, @Nullable String name) throws RefusedException {
        if (!line.instruction().equals("COPY")) {
            throw line.refused(line.instruction() + " --from");
        }
        return name == null ? "" : name;
    }

    /// Whether it must be one, as it is written.
    private static boolean isFolder(String destination) {
        return destination.endsWith("/") || destination.matches("(?:.*/)?\\.{1,2}");
    }

    /// @param words the sources and the destination
    private void take(Containerfile.Line line, String from, List<String> words, @Nullable Integer mode)
            throws RefusedException {
        String destination = words.getLast();
        List<String> sources = words.subList(0, words.size() - 1).stream()
                .map(source -> Path.of("/").resolve(source).normalize().toString())
                .toList();
        boolean into = isFolder(destination);
        if (sources.size() > 1 && !into) {
            throw line.wrong("COPY --from=STAGE SOURCE… DESTINATION/");
        }
        Origin origin = origin(origins, stages.source(stage, line, from), from);
        steps.add(new Step.Take(line, origin, sources, place(destination), into, mode));
    }

    private List<String> matches(Containerfile.Line line, String source) throws RefusedException {
        if (line.instruction().equals("ADD") && REMOTE.matcher(source).matches()) {
            throw line.refused("ADD https://…");
        }
        List<String> matches = context.match(source);
        if (matches.isEmpty()) {
            throw line.missing(source);
        }
        if (line.instruction().equals("ADD")
                && matches.stream().anyMatch(path -> ARCHIVE.matcher(path).matches())) {
            throw line.refused("ADD *.tar");
        }
        return matches;
    }

    private static int mode(Containerfile.Line line, @Nullable String written) throws RefusedException {
        if (written == null || !written.matches("0?[0-7]{3}")) {
            throw line.wrong(line.instruction() + " --chmod=755 SOURCE… DESTINATION/");
        }
        return Integer.parseInt(written, 8);
    }

    private String place(String path) {
        return Path.of(folder).resolve(path).normalize().toString();
    }

    /// What stands in `ENV` is above what stands in `ARG`.
    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(arguments);
        variables.putAll(environment);
        return variables;
    }
}
