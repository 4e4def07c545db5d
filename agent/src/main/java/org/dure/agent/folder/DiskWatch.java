package org.dure.agent.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.reason.ByteSize;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.jspecify.annotations.Nullable;

/// Adds up what a program keeps on disk: the files in its folders, and files that it has deleted but still holds open.
public final class DiskWatch {

    /// More entries than this count as too much, whatever their size: each takes an inode of the node.
    static final long ENTRIES_MAX = 1_000_000;

    /// What a folder entry or an empty file costs.
    private static final long ENTRY_BYTES = 512;

    private static final Pattern ON_DISK = Pattern.compile("/(output|checkpoint|tmp)/.* \\(deleted\\)");

    /// Where all of the disk is watched: what lies in memory is none of it.
    private static final Pattern ANYWHERE = Pattern.compile("/(?!dev/|run/|memfd:|SYSV|proc/).* \\(deleted\\)");

    private final List<Path> folders;
    private final String places;
    private final Cgroup group;
    private final Pattern deleted;
    private long bytes;
    private long entries;
    private @Nullable Reason unseen;

    /// @param places how a program knows the folders
    public DiskWatch(List<Path> folders, String places, Cgroup group) {
        this(folders, places, group, ON_DISK);
    }

    private DiskWatch(List<Path> folders, String places, Cgroup group, Pattern deleted) {
        this.folders = folders;
        this.places = places;
        this.group = group;
        this.deleted = deleted;
    }

    /// Of a program that may write all of a file system.
    ///
    /// @param root of the file system
    public static DiskWatch ofWhole(Path root, String places, Cgroup group) {
        return new DiskWatch(List.of(root), places, group, ANYWHERE);
    }

    /// Stops early once it is past `limit`.
    ///
    /// @return what it has too much of; null where all is well
    @Nullable
    public Reason excess(long limit) throws IOException {
        bytes = 0;
        entries = 0;
        unseen = null;
        Reason tooMuch =
                Reason.of(AttemptReason.DISK_EXCEEDED, Map.of("limit", ByteSize.words(limit), "places", places));
        for (Path folder : folders) {
            new ProgramFolder(folder).visit(new ProgramFolder.Visitor() {
                @Override
                public void file(String path, ProgramFolder.Entry entry) {
                    bytes += entry.size() + ENTRY_BYTES;
                    entries++;
                }

                @Override
                public void skipped(String path, String why) {
                    // What cannot be seen could be of any size.
                    if (why.equals(ProgramFolder.TOO_DEEP)) {
                        unseen = Reason.of(
                                AttemptReason.FOLDER_TOO_DEEP, Map.of("limit", ProgramFolder.DEPTH_MAX, "path", path));
                    } else if (why.equals(ProgramFolder.CLOSED)) {
                        unseen = Reason.of(AttemptReason.FOLDER_CLOSED, Map.of("path", path));
                    }
                    bytes += ENTRY_BYTES;
                    entries++;
                }
            });
            if (unseen != null) {
                return unseen;
            }
            if (entries > ENTRIES_MAX) {
                return Reason.of(AttemptReason.TOO_MANY_FILES, Map.of("limit", ENTRIES_MAX, "places", places));
            }
            if (bytes > limit) {
                return tooMuch;
            }
        }
        Set<String> counted = new HashSet<>();
        for (long pid : group.processes()) {
            bytes += deletedButOpen(pid, counted);
        }
        return bytes > limit ? tooMuch : null;
    }

    /// @param counted files seen already, since forked processes share them
    private long deletedButOpen(long pid, Set<String> counted) {
        long bytes = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    // Shared memory looks the same but is paid for as memory: only what was in the folders counts.
                    if (deleted.matcher(Files.readSymbolicLink(descriptor).toString())
                            .matches()) {
                        Map<String, Object> file = Files.readAttributes(descriptor, "unix:dev,ino,size");
                        bytes += counted.add(file.get("dev") + ":" + file.get("ino")) ? (Long) file.get("size") : 0;
                    }
                } catch (IOException gone) {
                    // closed while we looked
                }
            }
        } catch (IOException gone) {
            // the process has left
        }
        return bytes;
    }
}
