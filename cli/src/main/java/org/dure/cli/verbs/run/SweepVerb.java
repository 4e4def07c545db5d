package org.dure.cli.verbs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.api.Finder;
import org.dure.cli.api.SearchParameter;
import org.dure.cli.api.SweepFile;
import org.dure.cli.api.SweepProgress;
import org.dure.cli.snapshot.Snapshot;
import org.dure.cli.verbs.Connection;
import org.dure.cli.verbs.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `dure sweep`.
@Command(
        name = "sweep",
        description = "Search for the parameters with which a program does best; each trial is a session.",
        customSynopsis = {
            "dure sweep [OPTIONS] PROGRAM.py [-- ARGUMENTS…]",
            "dure sweep [OPTIONS] FOLDER -- COMMAND…",
            "dure sweep [OPTIONS] --recipe NAME [-- ARGUMENTS…]",
            "dure sweep [OPTIONS] SWEEP.yaml",
        },
        footer = {
            "",
            "{lr} in an argument becomes the value of lr; where no argument names a parameter, --lr=… is added for each.",
            "The program also finds them in DURE_PARAM_LR and, all together as JSON, in DURE_PARAMS.",
            "The names in a YAML file are those of the options, and program, command and params.",
            "Examples:",
            "  dure sweep train.py --data d@1 --problem p --param lr=log:1e-4..1e-1 --param act=choice:relu,tanh",
            "  dure sweep --recipe image-classifier --data digits@1 --problem digits \\",
            "      --param learning-rate=log:1e-4..1e-1 --param dropout=float:0..0.5 --trials 30 --parallel 2",
            "  dure sweep . --pool gpus --gpus 1 --image pytorch/pytorch:latest --secret hub-token --param … -- python3 train.py",
            "  dure sweep . --metric loss --direction minimize --param 'momentum=float:0..0.99 if optimizer=sgd' …",
            "See also: dure sweeps."
        })
public final class SweepVerb implements Callable<Integer> {

    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    final Connection connection;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the sweep (default: after the program).")
    @Nullable
    String name;

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Option(
            names = "--param",
            paramLabel = "NAME=TYPE:VALUES",
            description = {
                "float:0..1, log:1e-4..1e-1, int:1..4, logint:16..512, choice:a,b or bool; range/5 for five values in a"
                        + " grid; ' if other=a|b' for one that counts only there."
            })
    List<String> parameters = new ArrayList<>();

    @Option(names = "--algorithm", paramLabel = "NAME", description = "tpe (default), random, sobol, grid or pbt.")
    String algorithm = "tpe";

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same search.")
    @Nullable
    Long seed;

    @Option(names = "--problem", paramLabel = "PROBLEM", description = "Its hidden part judges; name or id.")
    @Nullable
    String problem;

    @Option(names = "--metric", paramLabel = "NAME", description = "That the program logs, instead of the hidden part.")
    @Nullable
    String metric;

    @Option(names = "--direction", paramLabel = "NAME", description = "Of the metric: minimize (default) or maximize.")
    @Nullable
    String direction;

    @Option(names = "--take", paramLabel = "NAME", description = "Which of its values: last (default) or best.")
    @Nullable
    String take;

    @Option(names = "--trials", paramLabel = "N", description = "At most so many (default 20).")
    @Nullable
    Integer trials;

    @Option(names = "--parallel", paramLabel = "N", description = "At once (default 2).")
    @Nullable
    Integer parallel;

    @Option(
            names = "--budget-hours",
            paramLabel = "HOURS",
            description = "Of slots: GPUs, or CPU cores where the program asks for no GPU.")
    @Nullable
    Double budgetHours;

    @Option(
            names = "--budget-cost",
            paramLabel = "MONEY",
            description = "That these slots may cost; their pool must have a price (dure room).")
    @Nullable
    Double budgetCost;

    @Option(
            names = "--early-stop",
            paramLabel = "asha[:FIRST[:FACTOR]]",
            description = "Stop trials that fall behind at step FIRST (default 1), FIRST·FACTOR (3), FIRST·FACTOR²…")
    @Nullable
    String earlyStop;

    @Option(
            names = "--population",
            paramLabel = "SIZE:EVERY[:SHARE[:RESAMPLE]]",
            description = {
                "With pbt: SIZE members, compared every EVERY steps; of the worst SHARE (default 0.2) each becomes a copy"
                        + " of one of the best, its parameters changed or, so likely (default 0.25), drawn anew."
            })
    @Nullable
    String population;

    @Option(
            names = "--watch",
            paramLabel = "METRIC:minimize|maximize",
            description = "By which metric trials are stopped early or members compared (default: that of --metric).")
    @Nullable
    String watch;

    @Option(
            names = {"-f", "--follow"},
            description = "Tell of each trial as it ends, until the sweep is over.")
    boolean follow;

    @Parameters(paramLabel = "PROGRAM | ARGUMENTS", arity = "0..*", description = "See above.")
    List<String> rest = new ArrayList<>();

    public SweepVerb(Console console) {
        this.console = console;
        this.connection = new Connection(console);
    }

    @Override
    public Integer call() throws IOException {
        if (work.recipe == null && !rest.isEmpty() && rest.getFirst().matches(".*\\.ya?ml")) {
            Path file = Path.of(rest.getFirst());
            try {
                takeFile(SweepFile.read(file));
            } catch (CommandLine.ParameterException wrong) {
                throw new CommandFailure(ExitCode.USAGE, file + ": " + wrong.getMessage());
            }
        }
        if (work.recipe == null && rest.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Say what to run: a program, a folder, a YAML file or --recipe (--help shows how).");
        }
        checkTogether();
        Finder finder = connection.finder();
        JsonNode made = connection.api().post(finder.path("sweeps"), body(finder));
        if (connection.json && !follow) {
            console.json(made);
            return ExitCode.DONE;
        }
        console.say("Made the sweep " + Words.text(made.path("name")) + " ("
                + made.path("id").asString() + "): " + made.path("trials").asInt() + " trials, "
                + made.path("parallel").asInt() + " at once");
        return follow
                ? new SweepProgress(connection.api(), console)
                        .follow(made.path("id").asString())
                : ExitCode.DONE;
    }

    /// An option that would change nothing is refused: who gave it meant something by it.
    private void checkTogether() {
        if (metric == null && (direction != null || take != null)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    (direction != null ? "--direction" : "--take")
                            + " says how --metric is read; a problem has a direction of its own");
        }
        if (watch != null && earlyStop == null && population == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--watch names the metric by which --early-stop or --population compares trials: give one of these");
        }
    }

    /// What stands on the command line goes before what stands in the file.
    private void takeFile(SweepFile file) {
        CommandLine fromFile = new CommandLine(new SweepVerb(console));
        CommandLine.ParseResult there = fromFile.parseArgs(file.options().toArray(String[]::new));
        CommandSpec own = java.util.Objects.requireNonNull(spec);
        for (OptionSpec option : there.matchedOptions()) {
            OptionSpec mine = own.findOption(option.longestName());
            if (!own.commandLine().getParseResult().hasMatchedOption(mine)) {
                mine.setValue(option.getValue());
            }
        }
        List<String> words = new ArrayList<>(file.rest());
        words.addAll(rest.subList(1, rest.size()));
        rest = words;
    }

    private Map<String, Object> body(Finder finder) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", sweepName());
        body.put("parameters", parameters.stream().map(SearchParameter::parse).toList());
        body.put("algorithm", algorithm.toUpperCase(Locale.ROOT));
        put(body, "seed", seed);
        put(body, "trials", trials);
        put(body, "parallel", parallel);
        put(body, "slot_hours", budgetHours);
        put(body, "cost", budgetCost);
        if (problem != null) {
            body.put("problem_id", finder.find("problem", problem).path("id").asString());
        }
        if (metric != null) {
            Map<String, Object> objective = new LinkedHashMap<>();
            objective.put("metric", metric);
            put(objective, "direction", upper(direction));
            put(objective, "take", upper(take));
            body.put("objective", objective);
        }
        if (earlyStop != null) {
            body.put("early_stop", earlyStop(earlyStop));
        }
        if (population != null) {
            body.put("population", population(population));
        }
        body.put("session", session(finder));
        return body;
    }

    private static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }

    private static @Nullable String upper(@Nullable String word) {
        return word == null ? null : word.toUpperCase(Locale.ROOT);
    }

    private Map<String, Object> earlyStop(String written) {
        String[] parts = written.split(":");
        if (!parts[0].equalsIgnoreCase("asha") || parts.length > 3) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--early-stop: asha, asha:FIRST or asha:FIRST:FACTOR, not " + written);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        try {
            if (parts.length > 1) {
                body.put("first", Long.valueOf(parts[1]));
            }
            if (parts.length > 2) {
                body.put("factor", Integer.valueOf(parts[2]));
            }
        } catch (NumberFormatException none) {
            throw new CommandFailure(ExitCode.USAGE, "--early-stop: whole numbers behind asha, not " + written);
        }
        putWatched(body);
        return body;
    }

    private Map<String, Object> population(String written) {
        String[] parts = written.split(":");
        if (parts.length < 2 || parts.length > 4) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--population: SIZE:EVERY, SIZE:EVERY:SHARE or SIZE:EVERY:SHARE:RESAMPLE, not " + written);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        try {
            body.put("size", Integer.valueOf(parts[0]));
            body.put("every", Long.valueOf(parts[1]));
            if (parts.length > 2) {
                body.put("share", Double.valueOf(parts[2]));
            }
            if (parts.length > 3) {
                body.put("resample", Double.valueOf(parts[3]));
            }
        } catch (NumberFormatException none) {
            throw new CommandFailure(ExitCode.USAGE, "--population: numbers, such as 10:5, not " + written);
        }
        putWatched(body);
        return body;
    }

    private void putWatched(Map<String, Object> body) {
        if (watch != null) {
            int colon = watch.lastIndexOf(':');
            body.put("metric", colon < 0 ? watch : watch.substring(0, colon));
            put(body, "direction", colon < 0 ? null : upper(watch.substring(colon + 1)));
        }
    }

    private Map<String, Object> session(Finder finder) throws IOException {
        List<Map<String, Object>> mounts = work.mounts(finder);
        return work.session(mounts, work.recipe != null ? work.recipeProgram(rest, mounts) : ownProgram(finder));
    }

    private Map<String, Object> ownProgram(Finder finder) throws IOException {
        Path target = Path.of(rest.getFirst()).toAbsolutePath().normalize();
        List<String> command = new ArrayList<>();
        if (Files.isRegularFile(target)) {
            command.add("python3");
            command.add(String.valueOf(target.getFileName()));
        }
        command.addAll(rest.subList(1, rest.size()));
        Path folder = Files.isRegularFile(target) ? target.resolveSibling("") : target;
        if (!Files.isDirectory(folder) || command.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, target + " is no Python program, and no folder with a command behind --");
        }
        return work.uploadedProgram(connection.api(), finder, Snapshot.of(folder), command);
    }

    private String sweepName() {
        if (name != null) {
            return name;
        }
        String program = work.recipe != null
                ? work.recipe
                : String.valueOf(Path.of(rest.getFirst())
                                .toAbsolutePath()
                                .normalize()
                                .getFileName())
                        .replaceFirst("\\.py$", "");
        // A second sweep of the same program needs a name of its own.
        String time = java.time.LocalDateTime.now(java.time.ZoneId.systemDefault())
                .format(java.time.format.DateTimeFormatter.ofPattern("MMdd-HHmmss"));
        return program.substring(0, Math.min(program.length(), 38)) + "-" + time;
    }
}
