package org.dure.cli.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;

/// The files of a folder that make a program: in a repository what git tracks or would (`.gitignore`), elsewhere all;
/// in both without what `.dureignore` names. Links are left out: they lead to this machine.
///
/// @param paths relative to the folder, sorted
/// @param git   null where the folder is in no repository
public record Snapshot(
        Path folder,
        List<String> paths,
        long bytes,
        @Nullable GitState git) {

    /// What tools leave in a folder and no program needs elsewhere; `.dure` is where the snapshot tells of itself.
    private static final Set<String> LEFT_OUT =
            Set.of(".git", ".venv", "__pycache__", "node_modules", ".idea", ".vscode", ".dure");

    private static final String IGNORE = ".dureignore";
    private static final int FILES_MOST = 10_000;
    private static final long BYTES_MOST = 512L << 20;
    private static final int LIST_BYTES_MOST = 64 << 20;
    private static final int NAMED = 3;

    /// @throws CommandFailure where it holds more than a program may, naming the largest files, or nothing
    public static Snapshot of(Path folder) throws IOException {
        IgnoreRules ignored = IgnoreRules.read(folder.resolve(IGNORE));
        Optional<GitState> git = GitState.of(folder);
        List<String> candidates = git.isPresent() ? tracked(folder) : walked(folder);
        List<String> paths = candidates.stream()
                .filter(path -> Set.of(path.split("/")).stream().noneMatch(LEFT_OUT::contains))
                .filter(path -> !ignored.leavesOut(path))
                .filter(path -> isPlain(folder, path))
                .distinct()
                .sorted()
                .toList();
        if (paths.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, folder + " holds no file to run.");
        }
        long bytes = 0;
        for (String path : paths) {
            bytes += Files.size(folder.resolve(path));
        }
        if (paths.size() > FILES_MOST || bytes > BYTES_MOST) {
            throw tooLarge(folder, paths, bytes);
        }
        return new Snapshot(folder, paths, bytes, git.orElse(null));
    }

    /// Such as "12 files, 0.3 MiB, 1a2b3c4d (main)".
    public String words() {
        String size = String.format(Locale.ROOT, "%d files, %.1f MiB", paths.size(), bytes / 1048576.0);
        return git == null ? size : size + ", " + git.words();
    }

    private static List<String> tracked(Path folder) throws IOException {
        byte[] list = new Git(folder)
                .bytes(LIST_BYTES_MOST, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
                .orElseThrow(() -> new IOException("git does not list the files of " + folder));
        return List.of(new String(list, StandardCharsets.UTF_8).split("\0"));
    }

    private static List<String> walked(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        IgnoreRules ignored = IgnoreRules.read(folder.resolve(".gitignore"));
        IgnoreRules own = IgnoreRules.read(folder.resolve(IGNORE));
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                String path = relative(folder, each);
                boolean out = !path.isEmpty()
                        && (LEFT_OUT.contains(path.substring(path.lastIndexOf('/') + 1))
                                || ignored.leavesOutFolder(path)
                                || own.leavesOutFolder(path));
                return out ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = relative(folder, file);
                if (!ignored.leavesOut(path)) {
                    found.add(path);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static String relative(Path folder, Path each) {
        return folder.relativize(each).toString().replace('\\', '/');
    }

    private static boolean isPlain(Path folder, String path) {
        return !path.isEmpty() && Files.isRegularFile(folder.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private static CommandFailure tooLarge(Path folder, List<String> paths, long bytes) {
        List<String> largest = paths.stream()
                .sorted(Comparator.comparingLong((String path) -> -size(folder, path)))
                .limit(NAMED)
                .map(path -> String.format(Locale.ROOT, "%s (%.1f MiB)", path, size(folder, path) / 1048576.0))
                .toList();
        return new CommandFailure(
                ExitCode.USAGE,
                String.format(
                        Locale.ROOT,
                        "%s holds %d files of %.1f MiB together; a program has at most %d files and %d MiB. The largest: "
                                + "%s. Put data in as a dataset (dure data put), and name in %s what the program does not "
                                + "need.",
                        folder,
                        paths.size(),
                        bytes / 1048576.0,
                        FILES_MOST,
                        BYTES_MOST >> 20,
                        String.join(", ", largest),
                        IGNORE));
    }

    private static long size(Path folder, String path) {
        return folder.resolve(path).toFile().length();
    }
}
