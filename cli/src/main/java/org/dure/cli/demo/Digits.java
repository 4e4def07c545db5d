package org.dure.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dure.cli.CommandFailure;

/// The handwritten digits that come with Dure: `<part>/<class>/<number>.png`.
final class Digits {

    /// @param label what the picture shows
    record Picture(String label, byte[] file) {}

    private Digits() {}

    static Path archive(Path home) {
        return home.resolve("demo/digits/digits.zip");
    }

    /// The pictures of one part, shuffled as users would send them: not class by class.
    static List<Picture> part(Path archive, String part, long seed) {
        List<Picture> pictures = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String[] path = entry.getName().split("/");
                if (!entry.isDirectory() && path.length == 3 && path[0].equals(part)) {
                    pictures.add(new Picture(path[1], zip.getInputStream(entry).readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new CommandFailure("The digits in " + archive + " cannot be read: " + e.getMessage());
        }
        Collections.shuffle(pictures, new Random(seed));
        return pictures;
    }
}
