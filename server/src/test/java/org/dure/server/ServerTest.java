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

    class FreshFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                Path target = Path.of("target").toAbsolutePath();
                Path data = Files.createTempDirectory(target, "data-");
                Path references = Files.createDirectories(target.resolve("references"));
                context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "test",
                                Map.of(
                                        "dure.data", data.toString(),
                                        "dure.reference-roots", references.toString(),
                                        "dure.home",
                                                target.getParent().getParent().toString(),
                                        "dure.postgres-binaries",
                                                target.resolve("postgres").toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
