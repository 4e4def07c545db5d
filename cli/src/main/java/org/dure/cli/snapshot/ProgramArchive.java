package org.dure.cli.snapshot;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.dure.base.Json;

/// A snapshot as a zip, with what git says of it in `.dure/git.json` and `.dure/uncommitted.diff`.
public final class ProgramArchive {

    private ProgramArchive() {}

    /// @return a temporary file
    public static Path pack(Snapshot snapshot) throws IOException {
        Path archive = Files.createTempDirectory("dure-program").resolve("program.zip");
        URI zip = URI.create("jar:" + archive.toUri());
        try (FileSystem files =
                FileSystems.newFileSystem(zip, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            for (String path : snapshot.paths()) {
                Path source = snapshot.folder().resolve(path);
                Path target = placed(files, path);
                Files.copy(source, target);
                Files.setPosixFilePermissions(
                        target,
                        PosixFilePermissions.fromString(Files.isExecutable(source) ? "rwxr-xr-x" : "rw-r--r--"));
            }
            GitState git = snapshot.git();
            if (git != null) {
                Files.write(placed(files, ".dure/git.json"), Json.MAPPER.writeValueAsBytes(git.kept()));
                if (git.diff().length > 0) {
                    Files.write(placed(files, ".dure/uncommitted.diff"), git.diff());
                }
            }
        }
        return archive;
    }

    /// Removes what `pack` has made.
    public static void remove(Path archive) throws IOException {
        Files.deleteIfExists(archive);
        Files.deleteIfExists(archive.resolveSibling(""));
    }

    private static Path placed(FileSystem files, String path) throws IOException {
        Path target = files.getPath(path);
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return target;
    }
}
