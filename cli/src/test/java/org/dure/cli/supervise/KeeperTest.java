package org.dure.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void a_killed_process_is_started_again_with_a_line_in_the_log() throws Exception {
        Path lives = folder.resolve("lives");
        try (Keeper keeper = keeper("echo life >> " + lives + "; exec sleep 60")) {
            keeper.start();
            keeper.keep();
            await(() -> Files.exists(lives) && Files.readAllLines(lives).size() == 1);
            long first = keeper.handle().pid();

            keeper.handle().destroyForcibly();

            await(() -> Files.readAllLines(lives).size() == 2);
            assertThat(keeper.handle().pid()).isNotEqualTo(first);
            assertThat(said)
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("sleeper ended with code 137")
                    .contains("500 ms");
        }
    }

    @Test
    void the_pause_before_a_restart_doubles_with_each_early_death() throws Exception {
        try (Keeper keeper = keeper("exit 3")) {
            keeper.start();
            keeper.keep();
            await(() -> said.size() >= 3);
        }
        assertThat(said.get(0)).contains("code 3").contains("in 500 ms");
        assertThat(said.get(1)).contains("in 1000 ms");
        assertThat(said.get(2)).contains("in 2000 ms");
    }

    @Test
    void a_process_that_ends_before_it_is_kept_is_not_started_again() throws Exception {
        Path lives = folder.resolve("lives");
        try (Keeper keeper = keeper("echo life >> " + lives + "; exit 4")) {
            keeper.start();
            assertThat(keeper.earlyDeath().get(20, TimeUnit.SECONDS)).isEqualTo(4);
        }
        assertThat(Files.readAllLines(lives)).hasSize(1);
        assertThat(said).isEmpty();
    }

    @Test
    void a_process_that_ignores_the_request_to_end_is_killed() throws Exception {
        Path ready = folder.resolve("ready");
        Keeper keeper = keeper("trap '' TERM; touch " + ready + "; while :; do sleep 0.1; done");
        keeper.start();
        keeper.keep();
        await(() -> Files.exists(ready));
        ProcessHandle process = keeper.handle();

        keeper.stop(Duration.ofMillis(200));

        assertThat(process.isAlive()).isFalse();
        assertThat(said).isEmpty();
    }

    private Keeper keeper(String script) {
        return new Keeper("sleeper", List.of("sh", "-c", script), folder.resolve("log"), said::add);
    }

    static void await(Callable<Boolean> condition) throws Exception {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.call()) {
            assertThat(Instant.now()).as("the deadline").isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
