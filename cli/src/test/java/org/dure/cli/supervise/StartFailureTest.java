package org.dure.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

    @Test
    void the_deepest_cause_is_the_reason() {
        List<String> log = """
                2026-01-01 ERROR [server] SpringApplication: Application run failed
                java.lang.IllegalStateException: no bean
                	at a.B.c(D.java:1)
                Caused by: java.lang.RuntimeException: half way
                	... 3 more
                Caused by: org.dure.server.base.database.Migrations$NewerDatabase: The data folder was written by a newer version.
                	at a.B.c(D.java:1)
                	... 12 more
                """.lines().toList();

        assertThat(StartFailure.reasonOf(log)).isEqualTo("The data folder was written by a newer version.");
    }

    @Test
    void without_an_exception_the_last_line_is_the_reason() {
        assertThat(StartFailure.reasonOf(List.of("first", "serve: --key-file: missing", "")))
                .isEqualTo("serve: --key-file: missing");
        assertThat(StartFailure.reasonOf(List.of())).isEqualTo("it said nothing");
    }

    @Test
    void only_what_was_said_since_the_mark_counts(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "Caused by: a.B: of yesterday\n");
        long mark = StartFailure.mark(log);
        Files.writeString(log, "of today\n", java.nio.file.StandardOpenOption.APPEND);

        assertThat(StartFailure.reason(log, mark)).isEqualTo("of today");
    }
}
