package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kill -9` at moments that a seed decides, while people put data in, train, log metrics, let models
/// compete, ask for answers and correct them. Nothing that was
/// acknowledged to them may be missing afterwards, or be there twice.
class KillTest {

    private static final long SEED = Long.getLong("dure.kill.seed", 2);

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nothing_acknowledged_is_lost_or_done_twice_when_each_program_is_killed_once() throws Exception {
        killed(Victim.values().length);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothing_acknowledged_is_lost_or_done_twice_in_fifty_kills() throws Exception {
        killed(50);
    }

    private static void killed(int times) throws Exception {
        Optional<Path> missing = Platform.missing();
        missing.ifPresent(path -> System.out.println("Nothing is killed: " + path + " is not built (./dure build)."));
        assumeTrue(missing.isEmpty());
        long began = System.nanoTime();
        try (Platform platform = Platform.start();
                Client client = new Client(platform.url(), platform.administratorToken())) {
            String project = "/api/v1/projects/default";
            DataWork data = new DataWork(client, project, SEED);
            SessionWork sessions = new SessionWork(client, project);
            PredictionWork predictions = new PredictionWork(platform, client, project);
            ResumeWork resuming = new ResumeWork(platform, client, project);
            ChampionWork champions = new ChampionWork(platform, client, project);
            AcceptanceWork acceptances = new AcceptanceWork(platform, client, project, SEED);
            MetricWork metrics = new MetricWork(client);
            Killer killer = new Killer(platform, SEED);
            List<Work> works = List.of(data, sessions, resuming, champions, predictions, acceptances, metrics);
            whileWorking(works, () -> killer.kill(times));
            for (Work work : works) {
                work.verify();
            }
            try (var database = platform.database()) {
                Set<String> submitted = new HashSet<>(sessions.ids());
                submitted.addAll(resuming.ids());
                new ComputeRows(database).verify(submitted);
            }
            assertThat(platform.down()).as("what still runs after down").isEmpty();
            works.forEach(work -> System.out.println(work.figures()));
            System.out.printf(
                    "%d kills in %d s, %s; the API's troubles: %s%n",
                    times,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                    killer.figures(),
                    client.troubles);
        }
    }

    private interface Killing {
        void run() throws Exception;
    }

    /// Returns when the killing is over and each work has finished what it was at.
    private static void whileWorking(List<Work> works, Killing killing) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (Work work : works) {
                working.add(people.submit(() -> {
                    while (!enough.get()) {
                        work.step();
                    }
                    return null;
                }));
            }
            try {
                killing.run();
            } finally {
                enough.set(true);
            }
            for (Future<?> each : working) {
                each.get();
            }
        }
    }
}
