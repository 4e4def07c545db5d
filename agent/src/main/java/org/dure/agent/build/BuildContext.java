package org.dure.agent.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.dure.agent.reason.RefusedException;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// The files of a program, from which `COPY` and `ADD` take.
///
/// @param folder the program's; nobody writes there
/// @param files  the regular files below, by their paths with `/`; what the platform itself has added is left out
record BuildContext(Path folder, NavigableSet<String> files) {

    private static final long CONTAINERFILE_BYTES_MAX = 256 << 10;

    /// Where a program's git commit and changes are kept (`Snapshot` of the command line): they are none of its files.
    private static final String PLATFORMS_OWN = ".dure/";

    /// A file with its place in an image.
    ///
    /// @param name relative to the place that `COPY` names
    /// @param mode of nine bits
    record Placed(String name, Path source, int mode, String sha256) {}

    static BuildContext of(Path folder) throws IOException {
        NavigableSet<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> folder.relativize(path).toString())
                    .filter(path -> !path.startsWith(PLATFORMS_OWN))
                    .forEach(files::add);
        }
        return new BuildContext(folder, files);
    }

    /// @return null where there is no such file
    @Nullable
    String text(String file) throws IOException, RefusedException {
        if (!files.contains(file)) {
            return null;
        }
        if (Files.size(folder.resolve(file)) > CONTAINERFILE_BYTES_MAX) {
            throw new RefusedException(file + " has more than " + (CONTAINERFILE_BYTES_MAX >> 10) + " KiB");
        }
        return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
    }

    /// The files and folders that `source` names, which may have `*`, `?` and `[…]` in its steps; the folder itself is
    /// the empty path. Empty where there are none.
    List<String> match(String source) {
        String path =
                Path.of(source.replaceFirst("^/+", "")).normalize().toString().replaceFirst("/+$", "");
        if (path.equals("..") || path.startsWith("../")) {
            return List.of();
        }
        if (path.isEmpty() || files.contains(path) || isFolder(path)) {
            return List.of(path);
        }
        NavigableSet<String> all = new TreeSet<>(files);
        for (String file : files) {
            for (int slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
                all.add(file.substring(0, slash));
            }
        }
        try {
            PathMatcher matcher = FileSystems.getDefault()
                    .getPathMatcher("glob:" + path.replaceAll("[{}]", "\\\\$0").replaceAll("\\*+", "*"));
            return all.stream().filter(each -> matcher.matches(Path.of(each))).toList();
        } catch (PatternSyntaxException noPattern) {
            return List.of();
        }
    }

    boolean isFolder(String path) {
        String next = path.isEmpty() ? (files.isEmpty() ? null : files.first()) : files.ceiling(path + "/");
        return next != null && (path.isEmpty() || next.startsWith(path + "/"));
    }

    /// A file under its own name, or all that is in a folder.
    ///
    /// @param mode null for that of the file
    List<Placed> placed(String path, @Nullable Integer mode) throws IOException {
        if (files.contains(path)) {
            return List.of(placed(path, path.substring(path.lastIndexOf('/') + 1), mode));
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        List<Placed> placed = new ArrayList<>();
        for (String file : files.tailSet(prefix, true)) {
            if (!file.startsWith(prefix)) {
                break;
            }
            placed.add(placed(file, file.substring(prefix.length()), mode));
        }
        return placed;
    }

    private Placed placed(String file, String name, @Nullable Integer mode) throws IOException {
        Path source = folder.resolve(file);
        boolean executable = Files.getPosixFilePermissions(source).contains(PosixFilePermission.OWNER_EXECUTE);
        int own = executable ? 0755 : 0644;
        return new Placed(
                name, source, mode == null ? own : mode, Sha256.of(source).hex());
    }

    /// Writes them as a tar archive.
    static void pack(List<Placed> files, OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Placed file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(file.name());
                entry.setSize(Files.size(file.source()));
                entry.setMode(file.mode());
                entry.setModTime(Files.getLastModifiedTime(file.source()));
                tar.putArchiveEntry(entry);
                Files.copy(file.source(), tar);
                tar.closeArchiveEntry();
            }
        }
    }
}
