package org.dure.agent.environment;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dure.agent.folder.FolderRemoval;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.NodeCheck;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.NodeLock;
import org.dure.base.DurableFiles;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// The installed Python packages of a project, each set under the hash of what it was made from. A set is made once, is
/// whole or absent, and is never changed.
public final class Environments {

    private final Path folders;
    private final URI packageIndex;
    private final EnvironmentBuild build;
    private final Ending ending;
    private final LogChunker log;

    /// @param folders where they are kept, by project
    public Environments(Path folders, URI packageIndex, EnvironmentBuild build, Ending ending, LogChunker log) {
        this.folders = folders;
        this.packageIndex = packageIndex;
        this.build = build;
        this.ending = ending;
        this.log = log;
    }

    /// The folder for `requirements`, made now if it is not there.
    ///
    /// @return null where the attempt was ended meanwhile
    /// @throws RefusedException with pip's own last words where it cannot be made
    @Nullable
    public Path provide(UUID project, String requirements) throws IOException, InterruptedException, RefusedException {
        List<NodeCheck.Lack> lacks = NodeCheck.pythonLacks();
        if (!lacks.isEmpty()) {
            throw new RefusedException("requirements.txt cannot be installed on this node: it lacks "
                    + lacks.getFirst().what() + " (" + lacks.getFirst().remedy() + ")");
        }
        String key = Sha256.of(requirements.strip() + "\n" + interpreter() + "\n" + packageIndex)
                .hex();
        Path folder = folders.resolve(project.toString());
        Files.createDirectories(folder);
        Path finished = folder.resolve(key);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = NodeLock.await(channel, ending)) {
            if (lock == null) {
                return null;
            }
            if (Files.isDirectory(finished)) {
                log.say("requirements.txt: using the packages installed before");
                return finished;
            }
            return make(requirements, folder.resolve(key + ".unfinished"), finished);
        }
    }

    private @Nullable Path make(String requirements, Path unfinished, Path finished)
            throws IOException, InterruptedException, RefusedException {
        // Whoever held the lock before has died over it.
        FolderRemoval.remove(unfinished);
        Files.createDirectory(unfinished);
        try {
            log.say("requirements.txt: installing its packages from " + packageIndex);
            Path packages = Files.createDirectory(unfinished.resolve("environment"));
            Files.setPosixFilePermissions(packages, PosixFilePermissions.fromString("rwxr-xr-x"));
            if (!build.run(requirements, packages, unfinished)) {
                return null;
            }
            Files.move(packages, finished, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(java.util.Objects.requireNonNull(finished.getParent()));
            return finished;
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("a rename inside one folder is atomic everywhere", impossible);
        } finally {
            FolderRemoval.remove(unfinished);
        }
    }

    private static String interpreter() throws IOException, InterruptedException, RefusedException {
        Process process = new ProcessBuilder(
                        "/usr/bin/python3", "-I", "-c", "import platform, sys; print(sys.version, platform.machine())")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String version =
                new String(process.getInputStream().readNBytes(1_000), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new RefusedException("/usr/bin/python3 does not run on this node");
        }
        return version.strip();
    }
}
