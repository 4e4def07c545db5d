package org.dure.server.compute.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.Session;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.share.Share;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.junit.jupiter.api.Test;

/// The future of a small room, played by the queue's own rules.
class ForecastTest {

    private static final long GIB = 1L << 30;
    private static final double HOUR = 3_600;

    private final UUID red = UUID.randomUUID();
    private final UUID blue = UUID.randomUUID();
    private final Map<UUID, Forecast.Known> known = new HashMap<>();

    @Test
    void one_starts_when_the_holder_ends_as_long_ones_like_it_took() {
        Slot held = held("gpu-0", 600, new Lengths(1_190, 1_195, 1_200, 1_205, 1_210));
        Queue.Waiting waiting = waiting(red, 1, new Lengths(10, 20, 30));
        Start start = forecast(List.of(waiting), List.of(held), Quotas.none()).start(waiting.sessionId());
        assertThat(start.similar()).isEqualTo(5);
        assertThat(start.interval().medianSeconds()).isBetween(590.0, 610.0);
        assertThat(start.interval().low90Seconds())
                .isLessThanOrEqualTo(start.interval().low50Seconds());
        assertThat(start.interval().high90Seconds())
                .isGreaterThan(start.interval().high50Seconds());
        assertThat(start.atLimitsSeconds()).isEqualTo(24 * HOUR - 600);
    }

    @Test
    void nothing_is_foretold_where_too_little_is_known_but_what_the_limits_say() {
        Slot held = held("gpu-0", 600, new Lengths(1_000, 1_100));
        Queue.Waiting waiting = waiting(red, 1, new Lengths(10, 20, 30));
        Start start = forecast(List.of(waiting), List.of(held), Quotas.none()).start(waiting.sessionId());
        assertThat(start.interval()).isNull();
        assertThat(start.similar()).isEqualTo(2);
        assertThat(start.atLimitsSeconds()).isEqualTo(24 * HOUR - 600);
    }

    @Test
    void one_gpu_starts_sooner_than_two() {
        Lengths quick = new Lengths(690, 695, 700, 705, 710);
        Lengths slow = new Lengths(6_990, 6_995, 7_000, 7_005, 7_010);
        List<Slot> slots = List.of(held("gpu-0", 600, quick), held("gpu-1", 600, slow));
        Queue.Waiting two = waiting(red, 2, new Lengths(10, 20, 30));
        Forecast forecast = forecast(List.of(two), slots, Quotas.none());
        Session.Needs one = ForecastService.alternatives(two.needs()).getFirst();
        assertThat(one.gpus()).isEqualTo(1);
        assertThat(forecast.start(two.sessionId()).interval().medianSeconds()).isBetween(6_390.0, 6_410.0);
        assertThat(forecast.with(two.withNeeds(one))
                        .start(two.sessionId())
                        .interval()
                        .medianSeconds())
                .isBetween(90.0, 110.0);
    }

    @Test
    void those_ahead_go_first_and_their_lengths_count() {
        Slot held = held("gpu-0", 0, new Lengths(99, 100, 100, 100, 101));
        Queue.Waiting first = waiting(red, 1, new Lengths(999, 1_000, 1_000, 1_000, 1_001));
        Queue.Waiting second = waiting(red, 1, new Lengths(5, 5, 5));
        Map<UUID, Start> starts =
                forecast(List.of(first, second), List.of(held), Quotas.none()).starts();
        assertThat(starts.get(first.sessionId()).interval().medianSeconds()).isBetween(90.0, 101.0);
        assertThat(starts.get(second.sessionId()).interval().medianSeconds()).isBetween(1_000.0, 1_200.0);
    }

    @Test
    void a_free_slot_means_at_once_whatever_is_known() {
        Queue.Waiting waiting = waiting(red, 1, new Lengths());
        Start start = forecast(
                        List.of(waiting),
                        List.of(new Slot("gpu-0", "local", "here", Slot.Kind.GPU, 0, null)),
                        Quotas.none())
                .start(waiting.sessionId());
        assertThat(start.interval().high90Seconds()).isZero();
        assertThat(start.atLimitsSeconds()).isZero();
    }

    @Test
    void a_quota_that_nothing_frees_has_no_start_and_holds_up_nobody() {
        Slot free = new Slot("gpu-0", "local", "here", Slot.Kind.GPU, 0, null);
        Queue.Waiting barred = waiting(red, 1, new Lengths(1, 2, 3));
        Queue.Waiting other = waiting(blue, 1, new Lengths(1, 2, 3));
        Quotas quotas = new Quotas(Map.of(red, new Share(red, 1, 0, null, null)), Map.of(), LocalDate.EPOCH);
        Map<UUID, Start> starts =
                forecast(List.of(barred, other), List.of(free), quotas).starts();
        assertThat(starts.get(barred.sessionId()).interval()).isNull();
        assertThat(starts.get(barred.sessionId()).atLimitsSeconds()).isNull();
        assertThat(starts.get(other.sessionId()).interval().medianSeconds()).isZero();
    }

    @Test
    void the_same_picture_gives_the_same_answer() {
        Slot held = held("gpu-0", 600, new Lengths(700, 900, 2_000, 5_000));
        Queue.Waiting waiting = waiting(red, 1, new Lengths(10, 20, 30));
        List<Start> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(forecast(List.of(waiting), List.of(held), Quotas.none()).start(waiting.sessionId()));
        }
        assertThat(answers.getFirst()).isEqualTo(answers.getLast());
    }

    private Forecast forecast(List<Queue.Waiting> waiting, List<Slot> slots, Quotas quotas) {
        return new Forecast(
                waiting, slots, List.of(new NodeMemory("here", 1_000 * GIB, 0)), quotas, Queue.Rule.turns(), known);
    }

    private Queue.Waiting waiting(UUID project, int gpus, Lengths lengths) {
        UUID id = UUID.randomUUID();
        known.put(id, new Forecast.Known(lengths, 0, 24 * HOUR, GIB));
        return new Queue.Waiting(id, project, Session.Kind.TRAINING, new Session.Needs(1, GIB, gpus), 0);
    }

    private Slot held(String name, double elapsed, Lengths lengths) {
        UUID id = UUID.randomUUID();
        known.put(id, new Forecast.Known(lengths, elapsed, 24 * HOUR, GIB));
        Slot.Holder holder = new Slot.Holder(id, id, blue, "x", Instant.EPOCH);
        return new Slot(name, "local", "here", Slot.Kind.GPU, Integer.parseInt(name.substring(4)), holder);
    }
}
