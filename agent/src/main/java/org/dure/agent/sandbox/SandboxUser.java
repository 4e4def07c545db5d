package org.dure.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.dure.agent.reason.RefusedException;

/// The user of this node that a sandbox runs as.
///
/// @param id    its number
/// @param isOwn whether that is the agent's own user; otherwise the agent is root and `id` belongs to the attempt alone
public record SandboxUser(int id, boolean isOwn) {

    /// Above the ranges that account databases and container managers hand out.
    private static final long FIRST = 1_900_000_000L;

    private static final long COUNT = 100_000_000L;

    /// Where a container maps only the usual 65,536 users: a stretch that Debian leaves unused.
    private static final long LOW_FIRST = 40_000L;

    private static final long LOW_COUNT = 19_000L;

    public static SandboxUser of(UUID attempt) throws RefusedException {
        try {
            int own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (own != 0) {
                return new SandboxUser(own, true);
            }
            long spread =
                    Math.floorMod(attempt.getMostSignificantBits() * 31 + attempt.getLeastSignificantBits(), COUNT);
            List<String> maps = Files.readAllLines(Path.of("/proc/self/uid_map"));
            if (isMapped(maps, FIRST + spread)) {
                return new SandboxUser((int) (FIRST + spread), false);
            }
            long low = LOW_FIRST + spread % LOW_COUNT;
            if (isMapped(maps, low)) {
                return new SandboxUser((int) low, false);
            }
            throw new RefusedException("this container maps no unprivileged users that a session could run as");
        } catch (IOException unreadable) {
            throw new RefusedException("/proc is not readable: " + unreadable.getMessage());
        }
    }

    /// Gives `file` to this user.
    public void own(Path file) throws IOException {
        if (!isOwn) {
            Files.setAttribute(file, "unix:uid", id, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", id, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// @param maps lines of "first inside, first outside, count" (user_namespaces(7))
    private static boolean isMapped(List<String> maps, long id) {
        for (String line : maps) {
            String[] numbers = line.strip().split("\\s+");
            long first = Long.parseLong(numbers[0]);
            if (id >= first && id < first + Long.parseLong(numbers[2])) {
                return true;
            }
        }
        return false;
    }
}
