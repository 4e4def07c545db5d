package org.dure.server.compute.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Folders;
import org.dure.server.base.Settings;
import org.springframework.stereotype.Component;

/// The libraries of the platform's own programs, and its package for Python, as sessions see them below `/opt/dure`: in
/// `recipes/<digest>` of the data folder, one folder for each. They are hard links to what was built; a new build gets
/// a new folder, and sessions that run keep theirs.
@Component
public class RecipeFolders {

    /// The agent adds it to the search path of every session's Python.
    private static final String PYTHON = "python";

    private static final List<String> PARTS = List.of("learn", "serve", PYTHON);

    private final Path home;
    private final DataFolder data;

    RecipeFolders(Settings settings, DataFolder data) {
        this.home = settings.home().toAbsolutePath();
        this.data = data;
    }

    /// Whether the module was built.
    boolean has(String module) throws IOException {
        return files(module).keySet().stream().anyMatch(name -> name.startsWith(module + "-") && name.endsWith(".jar"));
    }

    /// The folder whose children are the parts, made where it is absent.
    public synchronized Path folder() throws IOException {
        Path folders = data.folder("recipes");
        Path folder = folders.resolve(digest());
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path unfinished = Files.createDirectory(folders.resolve("." + Ids.next()));
        try {
            for (String part : PARTS) {
                for (Map.Entry<String, Path> file : files(part).entrySet()) {
                    Path link = unfinished.resolve(part).resolve(file.getKey());
                    Files.createDirectories(link.resolveSibling(""));
                    linkOrCopy(file.getValue(), link);
                }
            }
            Folders.letAllEnter(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(unfinished);
        }
        return folder;
    }

    /// Removes unfinished and former folders. To be called while no session runs.
    public synchronized void removeOthers() throws IOException {
        String current = digest();
        try (Stream<Path> all = Files.list(data.folder("recipes"))) {
            for (Path folder : all.filter(each -> !each.endsWith(current)).toList()) {
                Folders.delete(folder);
            }
        }
    }

    private String digest() throws IOException {
        MessageDigest digest = Sha256.digest();
        for (String part : PARTS) {
            for (Map.Entry<String, Path> file : files(part).entrySet()) {
                String line = part + "/" + file.getKey() + " " + Files.size(file.getValue()) + " "
                        + Files.getLastModifiedTime(file.getValue()) + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return Sha256.of(digest).hex().substring(0, 16);
    }

    /// By their names in the sandbox: a module's own jar and all of its `lib`, or the sources of Python.
    private Map<String, Path> files(String part) throws IOException {
        return part.equals(PYTHON)
                ? below(home.resolve("sdk/python/src"), file -> file.toString().endsWith(".py"))
                : libraries(part);
    }

    private Map<String, Path> libraries(String module) throws IOException {
        Path target = home.resolve(module).resolve("target");
        Path libraries = target.resolve("lib");
        Map<String, Path> files = below(libraries, Files::isRegularFile);
        if (!Files.isDirectory(libraries)) {
            return files;
        }
        try (Stream<Path> jars = Files.list(target)) {
            jars.filter(file -> String.valueOf(file.getFileName()).matches(module + "-[^/]*\\.jar"))
                    .forEach(file -> files.put(String.valueOf(file.getFileName()), file));
        }
        return files;
    }

    /// By their paths below the folder; none where it is absent.
    private static Map<String, Path> below(Path folder, Predicate<Path> wanted) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(wanted)
                        .forEach(file -> files.put(folder.relativize(file).toString(), file));
            }
        }
        return files;
    }

    private static void linkOrCopy(Path file, Path link) throws IOException {
        if (!Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            Files.copy(file, link);
        } else if (Folders.link(file, link)) {
            return;
        }
        Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("r--r--r--"));
    }
}
