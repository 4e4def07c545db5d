package org.dure.server.compute.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.Folders;
import org.dure.server.compute.program.RecipeFolders;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What nodes need that have nothing of ours: the agent, the platform's own programs and a Java runtime, in `kit` of
/// the shared folder. Each is made once and has its version in its name, so that jobs that run keep theirs.
@Component
public class NodeKit {

    /// What the agent and the platform's recipes use of the JDK.
    private static final String MODULES = "java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management";

    public static final String FOLDER = "kit";

    private static final long JLINK_SECONDS = 300;

    private final AgentProgram agent;
    private final RecipeFolders recipes;

    NodeKit(AgentProgram agent, RecipeFolders recipes) {
        this.agent = agent;
        this.recipes = recipes;
    }

    /// Where they are.
    ///
    /// @param flags that every agent is started with
    public record Kit(Path java, Path agent, Path recipes, List<String> flags) {

        /// Archives and folders of classes in their order.
        public String classPath() throws IOException {
            try (Stream<Path> parts = Files.list(agent)) {
                return String.join(":", parts.sorted().map(Path::toString).toList());
            }
        }
    }

    /// @param shared seen by all nodes under the same path
    /// @param java   a JDK on the nodes; null where they have none
    public synchronized Kit in(Path shared, @Nullable String java) throws IOException {
        Path kit = shared.resolve(FOLDER);
        Files.createDirectories(kit);
        open(shared);
        open(kit);
        return new Kit(java == null ? runtime(kit) : Path.of(java), agent(kit), recipes(kit), agent.flags());
    }

    /// Linked from the runtime of `server` itself, for the same processor.
    private static Path runtime(Path kit) throws IOException {
        Path folder =
                kit.resolve("java-" + System.getProperty("java.runtime.version") + "-" + System.getProperty("os.arch"));
        return Files.isDirectory(folder) ? folder : made(folder, NodeKit::link);
    }

    private static void link(Path unfinished) throws IOException {
        Files.delete(unfinished);
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        List<String> command = List.of(
                jlink.toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-6",
                "--output",
                unfinished.toString());
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readNBytes(4_000), StandardCharsets.UTF_8);
            if (!process.waitFor(JLINK_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("no Java runtime for the nodes could be made; name one that they have in the"
                        + " pool's setting java: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making a Java runtime", e);
        }
    }

    private Path agent(Path kit) throws IOException {
        List<Path> parts = agent.parts();
        Path folder = kit.resolve("agent-" + digest(parts));
        return Files.isDirectory(folder)
                ? folder
                : made(folder, unfinished -> {
                    int number = 0;
                    for (Path part : parts) {
                        Path target = unfinished.resolve(String.format("%03d-%s", number++, part.getFileName()));
                        if (Files.isDirectory(part)) {
                            SharedFiles.copy(part, target);
                        } else {
                            Files.copy(part, target);
                        }
                    }
                });
    }

    private Path recipes(Path kit) throws IOException {
        Path here = recipes.folder();
        Path folder = kit.resolve("recipes-" + here.getFileName());
        return Files.isDirectory(folder) ? folder : made(folder, unfinished -> SharedFiles.linkAll(here, unfinished));
    }

    private interface Making {
        void into(Path unfinished) throws IOException;
    }

    private static Path made(Path folder, Making making) throws IOException {
        Path unfinished = Files.createDirectory(folder.resolveSibling("." + Ids.next()));
        try {
            making.into(unfinished);
            SharedFiles.openToAll(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(unfinished);
        }
        return folder;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static String digest(List<Path> parts) throws IOException {
        MessageDigest digest = Sha256.digest();
        List<Path> files = new ArrayList<>();
        for (Path part : parts) {
            try (Stream<Path> all = Files.walk(part)) {
                all.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        for (Path file : files) {
            String line = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.of(digest).hex().substring(0, 16);
    }
}
