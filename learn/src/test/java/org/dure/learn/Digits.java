package org.dure.learn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The handwritten digits of demo/digits, unpacked.
public final class Digits {

    private Digits() {}

    public static Path unpack(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("../demo/digits/digits.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        return folder;
    }
}
