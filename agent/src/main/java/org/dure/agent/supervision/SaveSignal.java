package org.dure.agent.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.cgroup.CgroupFiles;
import org.dure.agent.handover.Checkpoints;

/// SIGUSR1 for a program that has said it wants it. Its default action ends a process, so that two things are asked
/// for: the program's word (`/checkpoint/.signal`), and a handler, which the kernel tells of (`SigCgt` in proc(5)).
final class SaveSignal {

    private static final int SIGUSR1 = 10;

    private SaveSignal() {}

    /// To the first process of the session that has a handler: the main one, or what its shell has started.
    static void send(Cgroup group, Checkpoints checkpoints) throws InterruptedException {
        if (!checkpoints.wantsSignal()) {
            return;
        }
        try {
            OptionalLong first = CgroupFiles.processes(group.folders().getFirst()).stream()
                    .mapToLong(Long::longValue)
                    .filter(SaveSignal::isHandled)
                    .min();
            if (first.isPresent()) {
                new ProcessBuilder("kill", "-" + SIGUSR1, Long.toString(first.getAsLong()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(10, TimeUnit.SECONDS);
            }
        } catch (IOException failed) {
            System.err.println("the program could not be sent SIGUSR1: " + failed.getMessage());
        }
    }

    private static boolean isHandled(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("SigCgt:")) {
                    long mask = Long.parseUnsignedLong(
                            line.substring("SigCgt:".length()).strip(), 16);
                    return (mask >>> (SIGUSR1 - 1) & 1) == 1;
                }
            }
        } catch (IOException gone) {
            // ended while we looked
        }
        return false;
    }
}
