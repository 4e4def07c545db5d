package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Kills programs of a platform at moments that a seed decides, and waits after each until all is well again.
final class Killer {

    private static final int DELAY_MS_MOST = 2_500;
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(3);

    /// An agent runs only while a session does.
    private static final Duration APPEARANCE_LIMIT = Duration.ofMinutes(3);

    private final Platform platform;
    private final Random random;
    private final long seed;
    private final Map<Victim, Duration> slowest = new EnumMap<>(Victim.class);

    Killer(Platform platform, long seed) {
        this.platform = platform;
        this.random = new Random(seed);
        this.seed = seed;
    }

    /// Each victim as often as the others, in an order that the seed decides.
    void kill(int times) throws InterruptedException {
        List<Victim> order = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            order.add(Victim.values()[i % Victim.values().length]);
        }
        Collections.shuffle(order, random);
        System.out.printf("Seed %d: %d kills (again with -Ddure.kill.seed=%d)%n", seed, times, seed);
        for (int number = 1; number <= times; number++) {
            Thread.sleep(random.nextInt(DELAY_MS_MOST));
            kill(order.get(number - 1), number);
        }
    }

    private void kill(Victim victim, int number) throws InterruptedException {
        ProcessHandle process = Await.until(APPEARANCE_LIMIT, () -> choice(platform.processes(victim)));
        assertThat(process).as("a running %s", victim).isNotNull();
        process.destroyForcibly();
        long killed = System.nanoTime();
        Boolean well = Await.until(RECOVERY_LIMIT, () -> platform.isWell() ? true : null);
        Duration recovery = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("Kill %d: %s %d, well after %d ms%n", number, victim, process.pid(), recovery.toMillis());
        assertThat(well)
                .as("the platform is well again after kill %d, of %s; its logs: %s", number, victim, Platform.LOGS)
                .isNotNull();
        slowest.merge(victim, recovery, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private @Nullable ProcessHandle choice(List<ProcessHandle> running) {
        return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
    }

    String figures() {
        return "slowest recoveries " + slowest;
    }
}
