package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.secret.SecretFiles;

/// Kills what a killed agent has left behind: all processes in the control group of its attempt, and the group; then
/// removes the secrets that it had shown them.
public final class Sweep {

    /// Deeper groups than any service manager nests.
    private static final int DEPTH_MAX = 12;

    private Sweep() {}

    /// Usage: `Sweep ATTEMPT-ID[/RANK]…`, the rank of a gang's agent; exit code 1 where something outlived it.
    public static void main(String[] attempts) {
        int code = 0;
        for (String attempt : attempts) {
            try {
                System.out.println(attempt + (sweep(place(attempt)) ? " swept" : " clean"));
            } catch (IOException | IllegalArgumentException failed) {
                System.err.println(attempt + ": " + failed.getMessage());
                code = 1;
            }
        }
        System.exit(code);
    }

    private static UUID place(String attempt) {
        String[] parts = attempt.split("/", 2);
        return placeOf(UUID.fromString(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
    }

    /// By what the control group and the secrets of one of a gang's agents are named: two may share a machine.
    public static UUID placeOf(UUID attempt, int rank) {
        return new UUID(attempt.getMostSignificantBits(), attempt.getLeastSignificantBits() + rank);
    }

    /// Idempotent.
    ///
    /// @return whether anything was there
    /// @throws IOException where a process outlived its kill, or a group its removal
    public static boolean sweep(UUID attempt) throws IOException {
        boolean group = false;
        try {
            group = sweep(CgroupMounts.read(), Cgroup.nameOf(attempt));
        } catch (RefusedException noGroups) {
            // secrets may be there all the same
        }
        return SecretFiles.sweep(attempt) || group;
    }

    static boolean sweep(CgroupMounts mounts, String name) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path mount : mounts.mountPoints()) {
            find(mount, name, folders);
        }
        CgroupFiles.kill(folders);
        CgroupFiles.remove(folders);
        return !folders.isEmpty();
    }

    private static void find(Path mount, String name, List<Path> found) throws IOException {
        Files.walkFileTree(
                mount, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH_MAX, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        if (name.equals(String.valueOf(folder.getFileName()))) {
                            found.add(folder);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
