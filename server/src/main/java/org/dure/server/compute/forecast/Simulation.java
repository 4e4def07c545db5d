package org.dure.server.compute.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;

/// One possible future of the room: `Queue` itself decides who is next, lengths are given.
///
/// Nobody new comes, and nothing is lost.
final class Simulation {

    /// @param endsIn     seconds from now
    /// @param memoryBytes that it gives back
    record Running(UUID sessionId, double endsIn, long memoryBytes) {}

    private final List<Queue.Waiting> waiting;
    private final List<Slot> slots;
    private final Quotas quotas;
    private final Queue.Rule rule;
    private final Map<UUID, Double> lengths;
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(java.util.Comparator.comparingDouble(Running::endsIn));
    private final List<NodeMemory> nodes;
    private double now;

    /// @param oldestFirst those who wait
    /// @param slots       with their holders, each of which is one of `running`
    /// @param lengths     of those who wait, in seconds
    Simulation(
            List<Queue.Waiting> oldestFirst,
            List<Slot> slots,
            List<NodeMemory> nodes,
            Quotas quotas,
            Queue.Rule rule,
            List<Running> running,
            Map<UUID, Double> lengths) {
        this.waiting = new ArrayList<>(oldestFirst);
        this.slots = new ArrayList<>(slots);
        this.nodes = new ArrayList<>(nodes);
        this.quotas = quotas;
        this.rule = rule;
        this.lengths = lengths;
        this.running.addAll(running);
    }

    /// In seconds from now, of those that start at all. Goes on until all of `wanted` have.
    Map<UUID, Double> starts(Set<UUID> wanted) {
        Map<UUID, Double> starts = new HashMap<>();
        Set<UUID> missing = new HashSet<>(wanted);
        while (!missing.isEmpty()) {
            placeAll(starts);
            missing.removeAll(starts.keySet());
            if (running.isEmpty()) {
                break;
            }
            endNext();
        }
        return starts;
    }

    private void placeAll(Map<UUID, Double> starts) {
        Optional<Queue.Turn> turn = new Queue(waiting, slots, nodes, quotas, rule).next();
        while (turn.isPresent()) {
            Queue.Waiting placed = turn.get().waiting();
            Slot.Holder holder =
                    new Slot.Holder(placed.sessionId(), placed.sessionId(), placed.projectId(), "", Instant.EPOCH);
            List<String> names = turn.get().slots();
            slots.replaceAll(slot -> names.contains(slot.name()) ? slot.heldBy(holder) : slot);
            waiting.remove(placed);
            hold(placed.sessionId(), placed.needs().memoryBytes());
            starts.put(placed.sessionId(), now);
            running.add(new Running(
                    placed.sessionId(),
                    now + lengths.getOrDefault(placed.sessionId(), 0.0),
                    placed.needs().memoryBytes()));
            turn = new Queue(waiting, slots, nodes, quotas, rule).next();
        }
    }

    /// On the nodes where it holds slots.
    private void hold(UUID sessionId, long moreBytes) {
        Set<String> names = slots.stream()
                .filter(slot ->
                        slot.holder() != null && slot.holder().sessionId().equals(sessionId))
                .map(Slot::node)
                .collect(Collectors.toSet());
        nodes.replaceAll(node -> names.contains(node.node()) ? node.holding(moreBytes) : node);
    }

    private void endNext() {
        Running ended = running.remove();
        now = Math.max(now, ended.endsIn());
        hold(ended.sessionId(), -ended.memoryBytes());
        slots.replaceAll(slot -> {
            Slot.Holder holder = slot.holder();
            return holder != null && holder.sessionId().equals(ended.sessionId()) ? slot.heldBy(null) : slot;
        });
    }
}
