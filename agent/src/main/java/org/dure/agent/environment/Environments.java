package org.dure.agent.environment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cache.NodeCache;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.NodeCheck;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// The installed Python packages of a project, each set under the hash of what it was made from. A set is made once, is
/// whole or absent, and is never changed.
public final class Environments {

    private final NodeCache cache;
    private final URI packageIndex;
    private final EnvironmentBuild build;
    private final LogChunker log;

    /// @param cache where they are kept, by project
    public Environments(NodeCache cache, URI packageIndex, EnvironmentBuild build, LogChunker log) {
        this.cache = cache;
        this.packageIndex = packageIndex;
        this.build = build;
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
        NodeCache.Entry entry = cache.provide(project.toString(), key, unfinished -> make(requirements, unfinished));
        if (entry != null && !entry.made()) {
            log.say("requirements.txt: using the packages installed before");
        }
        return entry == null ? null : entry.folder();
    }

    private @Nullable Path make(String requirements, Path unfinished)
            throws IOException, InterruptedException, RefusedException {
        log.say("requirements.txt: installing its packages from " + packageIndex);
        Path packages = Files.createDirectory(unfinished.resolve("environment"));
        Files.setPosixFilePermissions(packages, PosixFilePermissions.fromString("rwxr-xr-x"));
        return build.run(requirements, packages, unfinished) ? packages : null;
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
