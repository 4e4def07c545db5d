package org.dure.serve.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dure.base.Ids;
import org.dure.base.serving.ServeEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final long LARGE = 64 << 20;

    private final UUID key = UUID.randomUUID();

    @TempDir
    private Path folder;

    private ServeEvent.Usage usage(int status) {
        return new ServeEvent.Usage(Ids.next(), Instant.now(), key, key, key, key, "1", status, 1, 100);
    }

    private static List<ServeEvent> drain(Spool spool, int count) throws Exception {
        List<ServeEvent> all = new ArrayList<>();
        while (all.size() < count) {
            Spool.Batch batch = spool.next(Math.min(1_000, count - all.size()), 1 << 20);
            all.addAll(batch.events());
            spool.forget(batch);
        }
        return all;
    }

    @Test
    void events_come_out_as_they_went_in_and_are_forgotten_for_good() throws Exception {
        List<ServeEvent> events = new ArrayList<>();
        try (Spool spool = Spool.open(folder, LARGE)) {
            for (int i = 0; i < 25; i++) {
                events.add(usage(200));
                spool.append(events.subList(i, i + 1));
            }
            assertThat(drain(spool, 20)).isEqualTo(events.subList(0, 20));
        }
        try (Spool spool = Spool.open(folder, LARGE)) {
            ServeEvent last = usage(200);
            spool.append(List.of(last));
            events.add(last);
            assertThat(drain(spool, 6)).isEqualTo(events.subList(20, 26));
        }
    }

    @Test
    void events_that_were_read_but_not_acknowledged_are_read_again() throws Exception {
        ServeEvent event = usage(200);
        try (Spool spool = Spool.open(folder, LARGE)) {
            spool.append(List.of(event));
            assertThat(spool.next(10, 1 << 20).events()).containsExactly(event);
        }
        try (Spool spool = Spool.open(folder, LARGE)) {
            assertThat(spool.next(10, 1 << 20).events()).containsExactly(event);
        }
    }

    @Test
    void a_torn_last_line_is_dropped_and_what_follows_is_kept() throws Exception {
        ServeEvent before = usage(200);
        try (Spool spool = Spool.open(folder, LARGE)) {
            spool.append(List.of(before));
        }
        Files.writeString(folder.resolve("%016d.jsonl".formatted(1)), "{\"type\":\"usa", StandardOpenOption.APPEND);
        ServeEvent after = usage(200);
        try (Spool spool = Spool.open(folder, LARGE)) {
            spool.append(List.of(after));
            assertThat(drain(spool, 2)).containsExactly(before, after);
        }
    }

    @Test
    void a_full_spool_refuses_and_takes_again_after_shipping() throws Exception {
        try (Spool spool = Spool.open(folder, 6 << 20)) {
            List<ServeEvent> many = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                many.add(usage(200));
            }
            int taken = 0;
            boolean refused = false;
            while (!refused) {
                try {
                    spool.append(many);
                    taken++;
                } catch (SpoolFullException full) {
                    refused = true;
                }
            }
            assertThat(taken).isPositive();
            assertThatThrownBy(() -> spool.append(many)).isInstanceOf(SpoolFullException.class);
            for (int left = taken * many.size(); left > 0; ) {
                Spool.Batch batch = spool.next(1_000, 8 << 20);
                spool.forget(batch);
                left -= batch.events().size();
            }
            spool.append(List.of(usage(200)));
            spool.append(many);
        }
    }

    @Test
    void a_full_disk_refuses_and_what_was_acknowledged_before_is_there() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()), "needs root");
        try (Spool spool = Spool.open(disk.resolve("spool"), LARGE)) {
            List<ServeEvent> kept = new ArrayList<>();
            boolean refused = false;
            while (!refused) {
                List<ServeEvent> some = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    some.add(usage(200));
                }
                try {
                    spool.append(some);
                    kept.addAll(some);
                } catch (SpoolFullException full) {
                    refused = true;
                }
            }
            assertThat(drain(spool, kept.size())).isEqualTo(kept);
            ServeEvent after = usage(200);
            spool.append(List.of(after));
            assertThat(drain(spool, 1)).containsExactly(after);
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @Test
    void many_callers_at_a_time_lose_nothing() throws Exception {
        try (Spool spool = Spool.open(folder, LARGE);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ServeEvent>> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sent.add(callers.submit(() -> {
                    ServeEvent event = usage(200);
                    spool.append(List.of(event));
                    return event;
                }));
            }
            List<ServeEvent> expected = new ArrayList<>();
            for (Future<ServeEvent> one : sent) {
                expected.add(one.get());
            }
            assertThat(drain(spool, 500)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void the_days_calls_are_known_whether_shipped_or_not() throws Exception {
        try (Spool spool = Spool.open(folder, LARGE)) {
            spool.append(List.of(usage(200), usage(400), usage(429), usage(503)));
            drain(spool, 4);
            spool.append(List.of(usage(200)));
        }
        try (Spool spool = Spool.open(folder, LARGE)) {
            assertThat(spool.calls().day()).isEqualTo(LocalDate.now(ZoneOffset.UTC));
            assertThat(spool.calls().calls()).containsOnlyKeys(key).containsEntry(key, 3L);
        }
    }
}
