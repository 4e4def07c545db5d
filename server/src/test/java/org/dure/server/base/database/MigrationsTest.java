package org.dure.server.base.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Settings;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Test
    void a_database_that_a_newer_dure_has_written_is_refused_by_name() throws Exception {
        Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "migrations-data-");
        Settings settings = new Settings(
                data,
                Path.of(".."),
                URI.create("http://127.0.0.1:1"),
                URI.create("http://127.0.0.1:2"),
                null,
                null,
                null,
                Duration.ofSeconds(60),
                Path.of("target/postgres").toAbsolutePath(),
                0,
                false,
                List.of());
        EmbeddedPostgres postgres = new EmbeddedPostgres(settings, new DataFolder(settings));
        postgres.awaitStart();
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl(postgres.url());
            dataSource.setUsername(EmbeddedPostgres.USER);
            dataSource.setPassword(postgres.password());
            assertThat(MigrationHistory.isComplete(dataSource, Migrations.SCHEMAS))
                    .isFalse();
            Migrations.run(dataSource);
            assertThat(MigrationHistory.isComplete(dataSource, Migrations.SCHEMAS))
                    .as("Flyway's own record is read as it writes it")
                    .isTrue();
            try (Connection connection = dataSource.getConnection()) {
                connection.createStatement().execute("""
                                insert into people.flyway_schema_history
                                    (installed_rank, version, description, type, script, checksum, installed_by,
                                     execution_time, success)
                                values (900, '900', 'from the future', 'SQL', 'V900__future.sql', 0, 'dure', 0, true)
                                """);
            }
            assertThatThrownBy(() -> Migrations.run(dataSource))
                    .isInstanceOf(Migrations.NewerDatabase.class)
                    .hasMessageContaining("newer version of Dure")
                    .hasMessageContaining("schema people, migration 900")
                    .hasMessageContaining("--data");
        } finally {
            postgres.stop();
        }
    }
}
