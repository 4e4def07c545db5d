package org.dure.cli.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;

/// A folder of one's own and what of it to run.
public record FolderCommand(Path folder, List<String> command) {

    /// Tried in this order where no command is given.
    private static final Map<String, List<String>> ENTRIES = new LinkedHashMap<>();

    static {
        ENTRIES.put("run.sh", List.of("sh", "run.sh"));
        ENTRIES.put("main.py", List.of("python3", "main.py"));
        ENTRIES.put("train.py", List.of("python3", "train.py"));
    }

    /// The first word is the folder where there is one of that name; otherwise the folder is `here`.
    ///
    /// @throws CommandFailure where it is a path that leads to none, or the folder does not say what to run
    public static FolderCommand of(Path here, List<String> words) {
        Path named = here.resolve(words.getFirst());
        if (Files.isDirectory(named)) {
            return new FolderCommand(named, words.size() > 1 ? words.subList(1, words.size()) : entry(named));
        }
        if (words.getFirst().matches("\\.{1,2}/.*|.*/") && !Files.isRegularFile(named)) {
            throw new CommandFailure(ExitCode.USAGE, words.getFirst() + " is no folder; write the command after --");
        }
        return new FolderCommand(here, words);
    }

    private static List<String> entry(Path folder) {
        return ENTRIES.entrySet().stream()
                .filter(entry -> Files.isRegularFile(folder.resolve(entry.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        folder + " holds none of " + String.join(", ", ENTRIES.keySet())
                                + "; say what to run: dure run " + folder + " -- COMMAND"));
    }
}
