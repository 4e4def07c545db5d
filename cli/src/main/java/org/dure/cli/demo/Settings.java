package org.dure.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.api.DatasetReference;

/// How one session of the demo trains.
///
/// @param name      of the session
/// @param arguments of the recipe `image-classifier`, without the data
record Settings(String name, List<String> arguments) {

    /// Networks of several sizes, with and without what keeps them from learning by heart.
    static final List<Settings> SIX = List.of(
            of("small", "--epochs 20 --channels 8 --hidden 0"),
            of("narrow", "--epochs 20 --channels 8,16 --hidden 32"),
            of("plain", "--epochs 20 --channels 16,32 --hidden 64"),
            of("brief", "--epochs 8 --channels 16,32 --hidden 64"),
            of("shifted", "--epochs 20 --channels 16,32 --hidden 64 --augment"),
            of("restrained", "--epochs 20 --channels 16,32 --hidden 64 --dropout 0.3 --weight-decay 0.01"));

    /// One that has hardly learned: worse than any champion.
    static final Settings WORSE = of("hardly-trained", "--epochs 3 --channels 4 --hidden 0");

    private static Settings of(String name, String arguments) {
        return new Settings(name, List.of(arguments.split(" ")));
    }

    /// What the API is asked for.
    Map<String, Object> session(DatasetReference.Found data, String problemId) {
        List<String> whole = new ArrayList<>(arguments);
        whole.addAll(List.of("--data", "/data/digits"));
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("name", name);
        session.put("program", Map.of("recipe", "image-classifier", "arguments", whole));
        session.put("mounts", List.of(DatasetReference.mount("digits", data)));
        session.put("needs", Map.of("cpus", 1, "memory_bytes", 1L << 30));
        session.put("context", Map.of("problem", problemId));
        return session;
    }
}
