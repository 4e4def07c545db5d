package org.dure.server.compute.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// Watches which programs of the test's sessions run, by a marker in their command lines, and notes each marker that it
/// sees twice at a time.
final class RunningPrograms implements AutoCloseable {

    private static final String PROGRAM = "python3";
    private static final String MARK = "kill-";
    private static final String AGENT = "org.dure.agent.Agent";
    private static final String SHARED = "kill-shared";

    private final Set<String> twice = new ConcurrentSkipListSet<>();
    private final Thread watching;
    private volatile boolean over;

    RunningPrograms() {
        watching = Thread.ofPlatform().daemon().name("running-programs").start(this::watch);
    }

    private void watch() {
        while (!over) {
            Map<String, Integer> seen = new HashMap<>();
            for (ProcessHandle program : now()) {
                // Gone between two looks: an empty line.
                List<String> words = commandLine(program);
                if (words.size() > 2) {
                    seen.merge(words.get(2), 1, Integer::sum);
                }
            }
            seen.forEach((marker, count) -> {
                if (count > 1) {
                    twice.add(marker);
                }
            });
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// The programs themselves, not the sandboxes around them.
    List<ProcessHandle> now() {
        return found(words -> words.getFirst().endsWith(PROGRAM)
                && words.size() == 3
                && words.get(2).startsWith(MARK));
    }

    static List<ProcessHandle> agents() {
        return found(words -> words.contains(AGENT) && String.join(" ", words).contains(SHARED));
    }

    Set<String> twice() {
        return twice;
    }

    private interface Test {
        boolean holds(List<String> words);
    }

    private static List<ProcessHandle> found(Test test) {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> test.holds(commandLine(process)))
                .forEach(found::add);
        return found;
    }

    private static List<String> commandLine(ProcessHandle process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return List.of("");
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        watching.join();
    }
}
