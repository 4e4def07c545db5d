package org.dure.server.compute.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.server.base.Settings;
import org.dure.server.compute.ComputeSettings;
import org.springframework.stereotype.Component;

/// The agent as it was built, which every engine starts.
@Component
public class AgentProgram {

    /// For its virtual machine. An agent only waits and copies: a heap that begins at 8 MiB keeps it at some 65 MB
    /// resident, of which 45 are its own.
    public static final List<String> JVM_FLAGS =
            List.of("-Xms8m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path home;
    private final ComputeSettings settings;

    AgentProgram(Settings settings, ComputeSettings computeSettings) {
        this.home = settings.home().toAbsolutePath();
        this.settings = computeSettings;
    }

    /// Archives and folders of classes, in the order of a class path.
    ///
    /// @throws IOException where it is not built
    public List<Path> parts() throws IOException {
        List<Path> parts = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator)) {
            if (entry.isEmpty()) {
                // Would name the working folder, with all that lies in it.
                continue;
            }
            if (entry.endsWith("/*")) {
                parts.addAll(archives(Path.of(entry.substring(0, entry.length() - 2))));
            } else {
                parts.add(Path.of(entry).toAbsolutePath());
            }
        }
        return parts;
    }

    /// For this machine.
    String classPath() throws IOException {
        String given = settings.agentClassPath();
        if (given != null) {
            return given;
        }
        Path target = home.resolve("agent/target");
        if (Files.isDirectory(target)) {
            List<Path> jars = archives(target).stream()
                    .filter(file -> String.valueOf(file.getFileName()).startsWith("agent-"))
                    .toList();
            if (jars.size() == 1) {
                return jars.getFirst() + File.pathSeparator + target.resolve("lib") + "/*";
            }
        }
        throw new IOException("the agent is not built: there is no agent-*.jar in " + target);
    }

    /// With which an agent of this machine starts from what others have loaded and linked; none where the build made no
    /// such cache.
    List<String> cacheFlags() {
        Path cache = home.resolve("agent/target/agent.aot");
        return settings.agentClassPath() == null && Files.exists(cache)
                ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds=off")
                : List.of();
    }

    /// The same for an agent that carries a session, which may be the one from which the build takes the cache.
    List<String> sessionCacheFlags() {
        return settings.agentCache() == null ? cacheFlags() : List.of("-XX:AOTCacheOutput=" + settings.agentCache());
    }

    /// What the administrator has set for all agents.
    List<String> flags() {
        Long bytes = settings.environmentsBytes();
        return bytes == null ? List.of() : List.of("--environments-bytes", bytes.toString());
    }

    private static List<Path> archives(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
