package org.dure.server.compute.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// When each of those who wait will start: many futures drawn, and their quantiles. A picture of one moment; the same
/// picture gives the same answer, so that a page does not flicker.
final class Forecast {

    /// So far back in the queue nothing is foretold.
    static final int FORETOLD_MAX = 100;

    private static final int FUTURES = 60;

    /// An open session as the future needs to know it.
    ///
    /// @param elapsedSeconds that it has held slots for; 0 where it has not begun
    /// @param limitSeconds   of the attempt at hand or the next one, from the session's beginning
    record Known(Lengths lengths, double elapsedSeconds, double limitSeconds, long memoryBytes) {}

    private final List<Queue.Waiting> waiting;
    private final List<Slot> slots;
    private final List<NodeMemory> nodes;
    private final Quotas quotas;
    private final Queue.Rule rule;
    private final Map<UUID, Known> known;

    /// @param oldestFirst those who wait
    /// @param known       all who wait or hold slots
    Forecast(
            List<Queue.Waiting> oldestFirst,
            List<Slot> slots,
            List<NodeMemory> nodes,
            Quotas quotas,
            Queue.Rule rule,
            Map<UUID, Known> known) {
        this.slots = slots;
        this.nodes = nodes;
        this.quotas = quotas;
        this.rule = rule;
        this.known = known;
        List<UUID> near = new Queue(oldestFirst, slots, nodes, quotas, rule)
                .order().stream()
                        .limit(FORETOLD_MAX)
                        .map(Queue.Waiting::sessionId)
                        .toList();
        this.waiting = oldestFirst.stream()
                .filter(each -> near.contains(each.sessionId()))
                .toList();
    }

    /// The same with other needs of one session.
    Forecast with(Queue.Waiting other) {
        return new Forecast(
                waiting.stream()
                        .map(each -> each.sessionId().equals(other.sessionId()) ? other : each)
                        .toList(),
                slots,
                nodes,
                quotas,
                rule,
                known);
    }

    /// By session, of the first ones in the queue.
    Map<UUID, Start> starts() {
        return starts(waiting.stream().map(Queue.Waiting::sessionId).collect(Collectors.toSet()));
    }

    /// Of one session; null where it stands too far back.
    @Nullable
    Start start(UUID sessionId) {
        return starts(java.util.Set.of(sessionId)).get(sessionId);
    }

    private Map<UUID, Start> starts(java.util.Set<UUID> wanted) {
        Map<UUID, List<Double>> drawn = new HashMap<>();
        for (int future = 0; future < FUTURES; future++) {
            simulation(new SplittableRandom(future))
                    .starts(wanted)
                    .forEach((session, seconds) -> drawn.computeIfAbsent(session, each -> new ArrayList<>())
                            .add(seconds));
        }
        Map<UUID, Double> atLimits = simulation(null).starts(wanted);
        Map<UUID, Start> starts = new HashMap<>();
        List<Queue.Waiting> order = new Queue(waiting, slots, nodes, quotas, rule).order();
        for (Slot.Kind kind : Slot.Kind.values()) {
            int similar = holders(kind);
            for (Queue.Waiting each : order) {
                if (each.slotKind() == kind && wanted.contains(each.sessionId())) {
                    List<Double> seconds = drawn.getOrDefault(each.sessionId(), List.of());
                    boolean atOnce = seconds.stream().allMatch(second -> second == 0);
                    boolean foretold = seconds.size() == FUTURES && (similar >= Lengths.FEWEST || atOnce);
                    starts.put(
                            each.sessionId(),
                            new Start(
                                    similar == Integer.MAX_VALUE ? 0 : similar,
                                    foretold ? interval(seconds) : null,
                                    atLimits.get(each.sessionId())));
                }
                if (each.slotKind() == kind) {
                    similar = Math.min(similar, sizeOf(each.sessionId()));
                }
            }
        }
        return starts;
    }

    /// The least known of those who hold slots of the kind.
    private int holders(Slot.Kind kind) {
        return slots.stream()
                .filter(slot -> slot.kind() == kind)
                .map(Slot::holder)
                .filter(java.util.Objects::nonNull)
                .mapToInt(holder -> sizeOf(holder.sessionId()))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private int sizeOf(UUID sessionId) {
        Known session = known.get(sessionId);
        return session == null ? 0 : session.lengths().size();
    }

    /// @param random null for the future in which everybody runs up to the time limit
    private Simulation simulation(@Nullable SplittableRandom random) {
        List<Simulation.Running> running = slots.stream()
                .map(Slot::holder)
                .filter(java.util.Objects::nonNull)
                .map(Slot.Holder::sessionId)
                .distinct()
                .map(session -> new Simulation.Running(session, remaining(session, random), memoryOf(session)))
                .toList();
        Map<UUID, Double> lengths = new HashMap<>();
        waiting.forEach(each -> lengths.put(each.sessionId(), remaining(each.sessionId(), random)));
        return new Simulation(waiting, slots, nodes, quotas, rule, running, lengths);
    }

    private double remaining(UUID sessionId, @Nullable SplittableRandom random) {
        Known session = known.get(sessionId);
        if (session == null) {
            return 0;
        }
        double length = random == null
                ? session.limitSeconds()
                : session.lengths().draw(session.elapsedSeconds(), session.limitSeconds(), random);
        return Math.max(0, length - session.elapsedSeconds());
    }

    private long memoryOf(UUID sessionId) {
        Known session = known.get(sessionId);
        return session == null ? 0 : session.memoryBytes();
    }

    private static Start.Interval interval(List<Double> seconds) {
        double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Start.Interval(
                quantile(sorted, 0.5),
                quantile(sorted, 0.25),
                quantile(sorted, 0.75),
                quantile(sorted, 0.05),
                quantile(sorted, 0.95));
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
