package org.dure.bench.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A folder of curves, every second file of each group for the gates. A group is what stands before the first `-` of a name.
///
/// @param tasks those that could be read
/// @param notes what could not, and why
record Curves(List<Task> tasks, List<String> notes) {

    /// The folder, or all that is in it, is of no use.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    static Curves read(Path folder) throws IOException, Unusable {
        if (!Files.isDirectory(folder)) {
            throw new Unusable(folder + " is no folder");
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().matches(".*\\.tsv(\\.gz)?")).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new Unusable(folder + " holds no *.tsv.gz and no *.tsv");
        }
        List<Task> tasks = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString().replaceAll("\\.tsv(\\.gz)?$", "");
            String group = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
            try {
                CurveFile read = CurveFile.read(file, group.equals("taskset"));
                notes.addAll(read.notes().stream().map(note -> name + ": " + note).toList());
                int number = counts.merge(group, 1, Integer::sum) - 1;
                tasks.add(new Task(name, group, number % 2 == 1, read.settings(), read.losses()));
            } catch (IOException | Unusable e) {
                notes.add(name + " is left out: " + e.getMessage());
            }
        }
        if (tasks.isEmpty()) {
            throw new Unusable(folder + " holds no curves that can be read: " + String.join("; ", notes));
        }
        if (tasks.stream().noneMatch(Task::gate)) {
            notes.add("one task of each group only: the gates are judged on these");
            tasks.replaceAll(Task::forGates);
        }
        return new Curves(tasks, notes);
    }
}
