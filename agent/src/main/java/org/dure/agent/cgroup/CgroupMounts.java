package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.agent.reason.RefusedException;
import org.jspecify.annotations.Nullable;

/// Where this node's control groups are mounted, and which of them this process sits in.
///
/// @param controllers v1: the hierarchy of each controller, such as `memory`
/// @param unified     v2; null where it is not mounted
record CgroupMounts(
        Map<String, Hierarchy> controllers, @Nullable Hierarchy unified) {

    /// @param mount where it is mounted
    /// @param own   the group that this process sits in
    record Hierarchy(Path mount, Path own) {}

    /// @throws RefusedException where there are none
    static CgroupMounts read() throws RefusedException {
        try {
            return parse(
                    Files.readAllLines(Path.of("/proc/self/mountinfo")),
                    Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException unreadable) {
            throw new RefusedException("this node's control groups cannot be read: " + unreadable.getMessage());
        }
    }

    /// @param mountLines of `/proc/self/mountinfo` (proc(5))
    /// @param groupLines of `/proc/self/cgroup` (cgroups(7))
    static CgroupMounts parse(List<String> mountLines, List<String> groupLines) {
        Map<String, String> ownPaths = ownPaths(groupLines);
        Map<String, Hierarchy> controllers = new HashMap<>();
        Hierarchy unified = null;
        for (String line : mountLines) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ");
            String[] right = halves[halves.length - 1].split(" ");
            if (left.length < 5 || right.length < 3) {
                continue;
            }
            if (right[0].equals("cgroup2")) {
                unified = hierarchy(left[3], left[4], ownPaths.getOrDefault("", "/"));
            } else if (right[0].equals("cgroup")) {
                for (String controller : right[2].split(",")) {
                    String own = ownPaths.get(controller);
                    if (own != null) {
                        controllers.put(controller, hierarchy(left[3], left[4], own));
                    }
                }
            }
        }
        return new CgroupMounts(Map.copyOf(controllers), unified);
    }

    /// Whether the limits that a session needs are those of v2 here.
    boolean unifiedLimits() {
        if (unified == null) {
            return false;
        }
        try {
            Set<String> offered = Set.of(Files.readString(unified.mount().resolve("cgroup.controllers"))
                    .strip()
                    .split(" "));
            return offered.contains("memory") && offered.contains("pids");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Every place that may hold groups of sessions.
    List<Path> mountPoints() {
        List<Path> points = new ArrayList<>();
        controllers.values().forEach(hierarchy -> points.add(hierarchy.mount()));
        if (unified != null) {
            points.add(unified.mount());
        }
        return points.stream().distinct().toList();
    }

    private static Map<String, String> ownPaths(List<String> groupLines) {
        Map<String, String> own = new HashMap<>();
        for (String line : groupLines) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                for (String controller : parts[1].split(",", -1)) {
                    own.put(controller, parts[2]);
                }
            }
        }
        return own;
    }

    /// Inside a container the mount shows only the part of the hierarchy below `root`.
    private static Hierarchy hierarchy(String root, String mount, String own) {
        Path point = Path.of(mount);
        Path path = Path.of(own);
        Path below = path.startsWith(root) ? Path.of(root).relativize(path) : Path.of("");
        Path folder = point.resolve(below.toString()).normalize();
        return new Hierarchy(point, Files.isDirectory(folder) ? folder : point);
    }
}
