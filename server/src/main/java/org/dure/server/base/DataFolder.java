package org.dure.server.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.dure.base.DurableFiles;
import org.dure.base.Secrets;
import org.springframework.stereotype.Component;

/// The one folder that holds everything; its layout.
@Component
public class DataFolder {

    private final Path root;

    public DataFolder(Settings settings) {
        this.root = settings.data().toAbsolutePath().normalize();
        makePrivate(root);
    }

    public Path root() {
        return root;
    }

    /// A private folder (mode 700) directly below the root, made where it is absent.
    public Path folder(String name) {
        Path folder = root.resolve(name);
        makePrivate(folder);
        return folder;
    }

    /// The secret of this name in `secrets/`, made of 256 random bits at the first call.
    public String secret(String name) {
        Path file = folder("secrets").resolve(name);
        try {
            if (!Files.exists(file)) {
                DurableFiles.replace(file, Secrets.token("").getBytes(StandardCharsets.UTF_8));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make the secret " + file, e);
        }
    }

    private static void makePrivate(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder " + folder, e);
        }
    }
}
