package org.dure.cli.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A sweep in a YAML file: the options of `dure sweep` by their names, `program` and `command` for what is run,
/// `params`
/// with the name and the rest of each parameter.
///
/// @param options as they would stand on the command line
/// @param rest    the program and its command, or the arguments of a recipe
public record SweepFile(List<String> options, List<String> rest) {

    public static SweepFile read(Path file) throws IOException {
        Map<?, ?> keys = keys(file);
        List<String> options = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        @Nullable Object program = keys.get("program");
        if (program != null) {
            rest.add(file.toAbsolutePath()
                    .resolveSibling(String.valueOf(program))
                    .normalize()
                    .toString());
        }
        keys.forEach((key, value) -> {
            String name = String.valueOf(key);
            switch (name) {
                case "program" -> {}
                case "command", "arguments" -> rest.addAll(texts(value));
                case "params" ->
                    map(name, value).forEach((param, spec) -> {
                        options.add("--param");
                        options.add(param + "=" + spec);
                    });
                case "env" ->
                    map(name, value).forEach((variable, text) -> {
                        options.add("--env");
                        options.add(variable + "=" + text);
                    });
                default -> options.addAll(option(name, value));
            }
        });
        return new SweepFile(options, rest);
    }

    /// A switch has no value: `follow: false` is as if it were not there.
    private static List<String> option(String name, @Nullable Object value) {
        if (value == null) {
            throw new CommandFailure(ExitCode.USAGE, name + " has no value");
        }
        if (value instanceof Boolean on) {
            return on ? List.of("--" + name) : List.of();
        }
        return texts(value).stream()
                .flatMap(text -> Stream.of("--" + name, text))
                .toList();
    }

    private static Map<?, ?> keys(Path file) throws IOException {
        try {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            if (read instanceof Map<?, ?> keys) {
                return keys;
            }
        } catch (YAMLException wrong) {
            throw new CommandFailure(ExitCode.USAGE, file + " is no YAML: " + wrong.getMessage());
        }
        throw new CommandFailure(ExitCode.USAGE, file + " must hold names with values, such as trials: 40");
    }

    private static Map<?, ?> map(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new CommandFailure(ExitCode.USAGE, name + " must hold names with values, such as lr: log:1e-4..1e-1");
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }
}
