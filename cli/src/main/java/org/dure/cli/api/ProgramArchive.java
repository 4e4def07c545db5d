package org.dure.cli.api;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A folder of a program as a zip.
public final class ProgramArchive {

    /// What tools leave in a folder and no program needs elsewhere.
    public static final Set<String> LEFT_OUT =
            Set.of(".git", ".venv", "__pycache__", "node_modules", ".idea", ".vscode");

    private ProgramArchive() {}

    /// Links are left out, too: they lead to this machine.
    ///
    /// @return a temporary file
    public static Path pack(Path folder) throws IOException {
        Path archive = Files.createTempFile("dure-program", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    return !each.equals(folder)
                                    && LEFT_OUT.contains(each.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                        Files.copy(file, zip);
                        zip.closeEntry();
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return archive;
    }
}
