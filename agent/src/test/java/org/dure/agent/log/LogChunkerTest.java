package org.dure.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.dure.base.agent.LogChunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the platform's own lines stand among those of the program.
class LogChunkerTest {

    @TempDir
    Path folder;

    private Spool spool;
    private LogChunker log;

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(folder.resolve("log"));
        log = new LogChunker(spool);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void the_platforms_line_waits_for_the_end_of_the_programs_line() throws IOException {
        log.print("epoch 1 ");
        log.say("stored checkpoint 1");
        log.print("loss ");
        log.tick();
        log.print("0.41\nepoch 2");
        log.end();

        assertThat(logged()).isEqualTo("epoch 1 loss 0.41\n[dure] stored checkpoint 1\nepoch 2");
    }

    @Test
    void between_lines_it_stands_at_once() throws IOException {
        log.print("epoch 1\n");
        log.tick();
        log.say("stored checkpoint 1");
        log.tick();

        assertThat(logged()).isEqualTo("epoch 1\n[dure] stored checkpoint 1\n");
    }

    @Test
    void a_line_that_never_ends_does_not_keep_it_back() throws IOException, InterruptedException {
        log.print("12 %");
        log.say("this session ends in 60 seconds");
        Thread.sleep(1100);
        log.tick();
        log.print(" 13 %");
        log.end();

        assertThat(logged()).isEqualTo("12 %\n[dure] this session ends in 60 seconds\n 13 %");
    }

    @Test
    void at_the_end_nothing_is_kept_back() throws IOException {
        log.print("Killed");
        log.say("out of memory");
        log.say("ended");
        log.end();

        assertThat(logged()).isEqualTo("Killed\n[dure] out of memory\n[dure] ended\n");
    }

    private String logged() throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] chunk : spool.first(100, 1 << 20)) {
            text.append(Json.MAPPER.readValue(chunk, LogChunk.class).text());
        }
        return text.toString();
    }
}
