package org.dure.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;

/// Where a command runs: its streams, its environment, and the clone whose programs it starts.
///
/// @param home the folder that holds the script `dure` and the built modules
public record Console(PrintStream out, PrintStream err, Map<String, String> environment, Path home) {

    /// One JSON value on one line of the output.
    public void json(Object value) {
        out.println(Json.MAPPER.writeValueAsString(value));
        out.flush();
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /// `given`, else the variable DURE_DATA, else `data` in the clone.
    public Path dataFolder(@Nullable Path given) {
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        String variable = environment.getOrDefault("DURE_DATA", "");
        Path folder = variable.isEmpty() ? home.resolve("data") : Path.of(variable);
        return folder.toAbsolutePath().normalize();
    }
}
