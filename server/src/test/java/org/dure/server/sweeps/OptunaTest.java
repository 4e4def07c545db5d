package org.dure.server.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/// The real Optuna from the package index beside the helper of `sdk/python`: its search over our sessions, and ours in
/// a
/// loop of one's own. Skipped, saying so, where the index cannot be reached.
@ServerTest
@Import(Api.class)
@Tag("long")
class OptunaTest {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    @Autowired
    Api api;

    @Test
    void optuna_drives_sessions_and_sweeps_drive_a_loop() throws Exception {
        Programs.requireSandbox();
        String project = api.newProject();
        Api.Caller member = api.member(project, "MEMBER");
        Path environment = TARGET.resolve("venv-optuna");
        if (!Files.exists(environment.resolve("ready"))) {
            run(120, "python3", "-m", "venv", environment.toString());
            Process installing = process("nobody", python(environment), "-m", "pip", "install", "-q", "optuna>=4,<5");
            boolean reached = installing.waitFor(600, TimeUnit.SECONDS) && installing.exitValue() == 0;
            if (!reached) {
                System.out.println("SKIPPED: Optuna cannot be installed from the package index");
            }
            Assumptions.assumeTrue(reached, "no package index");
            Files.createFile(environment.resolve("ready"));
        }
        Path script = Path.of("src/test/resources/sweeps/optuna_client.py").toAbsolutePath();
        Process client = process(member.token(), python(environment), script.toString(), project);
        assertThat(client.waitFor(600, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }

    private static String python(Path environment) {
        return environment.resolve("bin/python").toString();
    }

    private void run(int secondsMost, String... command) throws IOException, InterruptedException {
        Process process = process("nobody", command);
        assertThat(process.waitFor(secondsMost, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private Process process(String token, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DURE_URL", api.uri("").toString());
        builder.environment().put("DURE_TOKEN", token);
        builder.environment().put("NO_PROXY", "127.0.0.1");
        builder.environment()
                .put(
                        "PYTHONPATH",
                        TARGET.resolve("../../sdk/python/src").normalize().toString());
        return builder.start();
    }
}
