package org.dure.server.compute.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// How an agent is started on a node of a cluster. Its words hold no secret: clusters show them to anybody.
///
/// @param engine       as the agent calls it
/// @param serverUrl    of this platform, as the nodes reach it
/// @param folder       the attempt's own
/// @param environments where images and installed Python packages are kept
public record AgentCommand(
        NodeKit.Kit kit, String engine, URI serverUrl, UUID attemptId, Path folder, Path environments) {

    /// Where the agents of a gang meet, for their `--gang`.
    public Path gang() {
        return folder.resolve("gang");
    }

    public List<String> words() throws IOException {
        List<String> words =
                new ArrayList<>(List.of(kit.java().resolve("bin/java").toString()));
        words.addAll(AgentProgram.JVM_FLAGS);
        words.addAll(List.of(
                "-cp",
                kit.classPath(),
                "org.dure.agent.Agent",
                "--engine",
                engine,
                "--server",
                serverUrl.toString(),
                "--attempt",
                attemptId.toString(),
                "--token-file",
                SharedFolder.token(folder).toString(),
                "--work",
                folder.resolve("work").toString(),
                "--jdk",
                kit.java().toString(),
                "--recipes",
                kit.recipes().toString(),
                "--environments",
                environments.toString()));
        words.addAll(kit.flags());
        return words;
    }
}
