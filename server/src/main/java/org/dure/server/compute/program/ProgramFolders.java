package org.dure.server.compute.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Folders;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Uploaded programs as folders, for sandboxes to mount: `programs/<id>` of the data folder. Plain files are hard links
/// to the objects (mode 444); executable ones are copies, since a link shares its object's mode.
@Component
public class ProgramFolders {

    private static final long REQUIREMENTS_BYTES_MAX = 64 << 10;

    /// @param path         null where the program is a recipe
    /// @param requirements the text of `requirements.txt`; null where there is none
    public record Folder(@Nullable String path, @Nullable String requirements) {
        public static final Folder NONE = new Folder(null, null);
    }

    private final ProgramRepository programs;
    private final ObjectStore objects;
    private final DataFolder data;

    ProgramFolders(ProgramRepository programs, ObjectStore objects, DataFolder data) {
        this.programs = programs;
        this.objects = objects;
        this.data = data;
    }

    /// Made where it is absent, whole or not at all.
    public Folder materialise(UUID programId) throws IOException {
        Path folders = data.folder("programs");
        Path folder = folders.resolve(programId.toString());
        if (!Files.isDirectory(folder)) {
            Path unfinished = Files.createDirectory(folders.resolve("." + Ids.next()));
            try {
                for (UploadedProgram.File file : programs.files(programId)) {
                    put(file, unfinished);
                }
                Folders.letAllEnter(unfinished);
                move(unfinished, folder);
            } finally {
                Folders.delete(unfinished);
            }
        }
        return new Folder(folder.toString(), requirements(folder));
    }

    /// Removes what a killed `server` has left half made. To be called before the first session starts.
    public void removeUnfinished() throws IOException {
        try (Stream<Path> all = Files.list(data.folder("programs"))) {
            for (Path path : all.filter(each -> each.getFileName().toString().startsWith("."))
                    .toList()) {
                Folders.delete(path);
            }
        }
    }

    private void put(UploadedProgram.File file, Path folder) throws IOException {
        Path place = folder.resolve(file.path());
        Files.createDirectories(place.resolveSibling(""));
        Path object = objects.file(new Sha256(file.sha256()));
        if (file.executable()) {
            Files.copy(object, place);
        } else if (Folders.link(object, place)) {
            return;
        }
        Files.setPosixFilePermissions(
                place, PosixFilePermissions.fromString(file.executable() ? "r-xr-xr-x" : "r--r--r--"));
    }

    private static void move(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static @Nullable String requirements(Path folder) throws IOException {
        Path file = folder.resolve("requirements.txt");
        if (!Files.isRegularFile(file)) {
            return null;
        }
        if (Files.size(file) > REQUIREMENTS_BYTES_MAX) {
            throw new UserError.TooLarge("requirements.txt has at most " + REQUIREMENTS_BYTES_MAX + " bytes.");
        }
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        boolean empty = lines.stream().allMatch(line -> line.isBlank() || line.startsWith("#"));
        return empty ? null : String.join("\n", lines) + "\n";
    }
}
