package org.dure.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/// A test against the whole `server`, over HTTP on a random port, with a real PostgreSQL on a fresh data folder. All
/// such tests share one server: each makes its own project (`Api.newProject`).
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = ServerTest.FreshFolder.class)
public @interface ServerTest {

    /// Of one problem; few, so that a test can come to the end of them.
    int EVALUATIONS_PER_DAY = 20;

    class FreshFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings(make())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// An empty data folder, whose agents end with the tests at the latest.
        public static Path make() throws IOException {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            Path data = Files.createTempDirectory(target, "data-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endAgents(data)));
            return data;
        }

        /// Of a server on this data folder.
        public static Map<String, Object> settings(Path data) throws IOException {
            Path target = Path.of("target").toAbsolutePath();
            Path references = Files.createDirectories(target.resolve("references"));
            return Map.of(
                    "dure.data", data.toString(),
                    "dure.reference-roots", references.toString(),
                    "dure.models.evaluations-per-day", String.valueOf(EVALUATIONS_PER_DAY),
                    "dure.home", target.getParent().getParent().toString(),
                    // A test that leaves a stream open does not keep the whole from its end.
                    "spring.lifecycle.timeout-per-shutdown-phase", "5s",
                    "dure.postgres-binaries", target.resolve("postgres").toString());
        }

        /// Agents outlive a server on purpose; those of the tests are not to outlive the tests.
        public static void endAgents(Path data) {
            ProcessHandle.allProcesses()
                    .filter(process -> commandLine(process).contains("org.dure.agent.Agent")
                            && commandLine(process).contains(data.toString()))
                    .forEach(ProcessHandle::destroyForcibly);
        }

        /// The whole of it: `ProcessHandle.Info` gives its first page alone.
        private static String commandLine(ProcessHandle process) {
            try {
                return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            } catch (IOException gone) {
                return "";
            }
        }
    }
}
