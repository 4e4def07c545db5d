package org.dure.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.dure.base.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `./dure doctor` asks a process of its own what the node lacks.
class NodeCheckTest {

    @Test
    void each_line_is_a_json_object_and_the_exit_code_tells_whether_sessions_can_run() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.dure.agent.sandbox.NodeCheck")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        boolean needed = false;
        for (String line : printed.lines().toList()) {
            JsonNode lack = Json.MAPPER.readTree(line);
            if (lack.has("found")) {
                assertThat(lack.get("found").asString())
                        .isEqualTo(NodeCheck.imageTool().orElseThrow().toString());
                continue;
            }
            assertThat(lack.propertyNames()).containsExactlyInAnyOrder("what", "for_what", "needed", "remedy");
            needed |= lack.get("needed").asBoolean();
        }
        assertThat(process.waitFor()).isEqualTo(needed ? 1 : 0);
        assertThat(needed).isEqualTo(!NodeCheck.lacks().isEmpty());
    }
}
