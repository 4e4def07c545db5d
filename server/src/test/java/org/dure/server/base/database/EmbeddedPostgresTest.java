package org.dure.server.base.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Settings;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    private static Settings settings(Path data) {
        return new Settings(
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
    }

    private static EmbeddedPostgres over(Path data) {
        Settings settings = settings(data);
        return new EmbeddedPostgres(settings, new DataFolder(settings));
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
    }

    private static long pid(Path data) {
        return PostmasterFile.read(data.resolve("postgres/cluster"))
                .orElseThrow()
                .pid();
    }

    private static Path freshFolder() throws Exception {
        return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgres-data-");
    }

    @Test
    void a_killed_postgres_is_started_again_and_has_kept_what_was_committed() throws Exception {
        Path data = freshFolder();
        EmbeddedPostgres postgres = over(data);
        postgres.awaitStart();
        try {
            try (Connection connection = connect(postgres)) {
                connection.createStatement().execute("create table kept as select 42 as answer");
            }
            ProcessHandle.of(pid(data)).orElseThrow().destroyForcibly();
            assertThat(answerWithin(postgres, Duration.ofSeconds(20))).isEqualTo(42);
        } finally {
            postgres.stop();
        }
    }

    /// What it leaves at work keeps its shared memory for a while, and a new one refuses to start beside it.
    @Test
    void one_killed_in_the_middle_of_a_long_query_is_started_again_too() throws Exception {
        Path data = freshFolder();
        EmbeddedPostgres postgres = over(data);
        postgres.awaitStart();
        try (Connection busy = connect(postgres)) {
            try (Connection connection = connect(postgres)) {
                connection.createStatement().execute("create table kept as select 42 as answer");
            }
            CountDownLatch begun = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                begun.countDown();
                try {
                    busy.createStatement().execute("select count(*) from generate_series(1, 20000000)");
                } catch (SQLException ended) {
                    // Its PostgreSQL is killed.
                }
            });
            begun.await();
            Thread.sleep(200);
            ProcessHandle.of(pid(data)).orElseThrow().destroyForcibly();
            assertThat(answerWithin(postgres, Duration.ofSeconds(40))).isEqualTo(42);
        } finally {
            postgres.stop();
        }
    }

    @Test
    void one_left_over_is_taken_over_and_not_started_twice() throws Exception {
        Path data = freshFolder();
        EmbeddedPostgres first = over(data);
        first.awaitStart();
        EmbeddedPostgres second = over(data);
        long before = pid(data);
        second.awaitStart();
        try {
            assertThat(pid(data)).isEqualTo(before);
            assertThat(second.url()).isEqualTo(first.url());
        } finally {
            first.stop();
            second.stop();
        }
    }

    @Test
    void nobody_gets_in_without_the_password() throws Exception {
        Path data = freshFolder();
        EmbeddedPostgres postgres = over(data);
        postgres.awaitStart();
        try {
            assertThat(canConnect(postgres.url(), "a wrong password")).isFalse();
            assertThat(canConnect(postgres.url(), postgres.password())).isTrue();
        } finally {
            postgres.stop();
        }
    }

    private static boolean canConnect(String url, String password) {
        try (Connection connection = DriverManager.getConnection(url, EmbeddedPostgres.USER, password)) {
            return true;
        } catch (SQLException refused) {
            assertThat(refused.getMessage()).contains("password authentication failed");
            return false;
        }
    }

    private static int answerWithin(EmbeddedPostgres postgres, Duration limit) throws Exception {
        Instant deadline = Instant.now().plus(limit);
        while (true) {
            try (Connection connection = connect(postgres);
                    ResultSet rows = connection.createStatement().executeQuery("select answer from kept")) {
                rows.next();
                return rows.getInt(1);
            } catch (SQLException notYet) {
                if (Instant.now().isAfter(deadline)) {
                    throw notYet;
                }
                Thread.sleep(50);
            }
        }
    }
}
