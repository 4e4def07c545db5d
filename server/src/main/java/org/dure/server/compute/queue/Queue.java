package org.dure.server.compute.queue;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// Who waits for a pool, in which order, and what for. A picture of one moment; nothing in it changes.
///
/// Evaluations go first, then those that lost an attempt, then whom the pool's policy prefers. By default these are the
/// projects in turn: a session's turn is the number of slot-holding sessions of its project and of those of its project
/// that were submitted before it. Among equals the oldest goes first. Nobody overtakes one that waits for the same kind
/// of slot, so that a large session is not starved
/// by small ones. Who is held back by a quota of the project stands in nobody's way; evaluations, which are the
/// platform's own, are held back by none.
public final class Queue {

    /// Somebody who waits.
    ///
    /// @param lost how many of its attempts were lost; one that made room does not go before others for that
    public record Waiting(UUID sessionId, UUID projectId, Session.Kind kind, Session.Needs needs, int lost) {

        /// The same one, asking for something else.
        public Waiting withNeeds(Session.Needs other) {
            return new Waiting(sessionId, projectId, kind, other, lost);
        }

        public Slot.Kind slotKind() {
            return needs.gpus() > 0 ? Slot.Kind.GPU : Slot.Kind.CPU;
        }

        /// On each of its nodes.
        public int slots() {
            return needs.gpus() > 0 ? needs.gpus() : (int) Math.max(1, Math.ceil(needs.cpus()));
        }

        /// On all of its nodes together.
        public int slotsOfAllNodes() {
            return slots() * needs.nodes();
        }
    }

    /// Somebody whose turn has come, and the slots for it, all of as many nodes as it asks for.
    public record Turn(Waiting waiting, List<String> slots) {}

    /// How the pool's policy orders those who wait.
    ///
    /// @param places by session, with policies that decide one by one: the lower goes first; who has none goes last
    public record Rule(Pool.Policy policy, Map<UUID, Integer> places) {

        public Rule {
            places = Map.copyOf(places);
        }

        /// The projects in turn.
        public static Rule turns() {
            return new Rule(Pool.Policy.ROUND_ROBIN, Map.of());
        }
    }

    private static final int NAMED_MAX = 5;

    /// @param rank evaluations go first, and of those of a kind the ones that were lost
    private record Placed(Waiting waiting, int rank, int place) {}

    /// A project's slots of a kind.
    private record Part(UUID projectId, Slot.Kind kind) {}

    private final List<Waiting> oldestFirst;
    private final Rule rule;
    private final List<Slot> slots;
    private final List<NodeMemory> nodes;
    private final Quotas quotas;
    private final Map<Part, Integer> held = new HashMap<>();
    private @Nullable List<Waiting> order;

    /// @param oldestFirst those who wait
    public Queue(List<Waiting> oldestFirst, List<Slot> slots, List<NodeMemory> nodes, Quotas quotas) {
        this(oldestFirst, slots, nodes, quotas, Rule.turns());
    }

    /// @param oldestFirst those who wait
    public Queue(List<Waiting> oldestFirst, List<Slot> slots, List<NodeMemory> nodes, Quotas quotas, Rule rule) {
        this.slots = slots;
        this.nodes = nodes;
        this.quotas = quotas;
        this.oldestFirst = oldestFirst;
        this.rule = rule;
        for (Slot slot : slots) {
            Slot.Holder holder = slot.holder();
            if (holder != null) {
                held.merge(new Part(holder.projectId(), slot.kind()), 1, Integer::sum);
            }
        }
    }

    /// The first one that can start now.
    public Optional<Turn> next() {
        Set<Slot.Kind> blocked = EnumSet.noneOf(Slot.Kind.class);
        for (Waiting each : order()) {
            Slot.Kind kind = each.slotKind();
            if (blocked.contains(kind) || refusal(each) != null) {
                continue;
            }
            List<NodeMemory> withSlots = nodes.stream()
                    .filter(node -> free(node.node(), kind).size() >= each.slots())
                    .toList();
            List<NodeMemory> fitting = withSlots.stream()
                    .filter(node -> node.freeBytes() >= each.needs().memoryBytes())
                    .limit(each.needs().nodes())
                    .toList();
            if (fitting.size() == each.needs().nodes()) {
                List<String> names = fitting.stream()
                        .flatMap(node -> free(node.node(), kind).stream().limit(each.slots()))
                        .toList();
                return Optional.of(new Turn(each, names));
            }
            if (withSlots.size() >= each.needs().nodes()) {
                return Optional.empty();
            }
            blocked.add(kind);
        }
        return Optional.empty();
    }

    /// For people of `projectId`, who learn no names from other projects.
    public Reason reason(UUID sessionId, UUID projectId) {
        Map<Slot.Kind, Integer> ahead = new EnumMap<>(Slot.Kind.class);
        for (Waiting each : order()) {
            if (each.sessionId().equals(sessionId)) {
                return reason(each, ahead.getOrDefault(each.slotKind(), 0), projectId);
            }
            if (refusal(each) == null) {
                ahead.merge(each.slotKind(), 1, Integer::sum);
            }
        }
        return Reason.of(SessionReason.ABOUT_TO_START);
    }

    /// Those who wait, the oldest first.
    public List<Waiting> waiting() {
        return oldestFirst;
    }

    public Quotas quotas() {
        return quotas;
    }

    /// Those who wait, in the order of their turns.
    public List<Waiting> order() {
        if (order == null) {
            order = inOrder(oldestFirst, slots, rule);
        }
        return order;
    }

    /// Whether it could start now, whoever waits before it.
    public boolean couldStart(Waiting each) {
        return refusal(each) == null
                && nodes.stream()
                                .filter(node ->
                                        free(node.node(), each.slotKind()).size() >= each.slots()
                                                && node.freeBytes()
                                                        >= each.needs().memoryBytes())
                                .count()
                        >= each.needs().nodes();
    }

    /// Why the project's quota holds it back; null where it does not.
    public @Nullable Reason refusal(Waiting each) {
        if (each.kind() == Session.Kind.EVALUATION) {
            return null;
        }
        int has = held.getOrDefault(new Part(each.projectId(), each.slotKind()), 0);
        return quotas.refusal(each.projectId(), each.slotKind(), each.slotsOfAllNodes(), has);
    }

    private Reason reason(Waiting each, int ahead, UUID projectId) {
        Reason refusal = refusal(each);
        if (refusal != null) {
            return refusal;
        }
        Slot.Kind kind = each.slotKind();
        int wanted = each.needs().nodes();
        long large = nodes.stream().filter(node -> couldTake(node, each)).count();
        if (large < wanted) {
            return wanted == 1
                    ? Reason.of(SessionReason.NO_NODE_IS_LARGE_ENOUGH)
                    : Reason.of(SessionReason.NOT_ENOUGH_NODES, Map.of("nodes", wanted, "there", large));
        }
        List<NodeMemory> withSlots = nodes.stream()
                .filter(node -> free(node.node(), kind).size() >= each.slots())
                .toList();
        boolean enoughSlots = withSlots.size() >= wanted;
        // Of the last of the nodes that it would get.
        long memoryFree = withSlots.stream()
                .map(NodeMemory::freeBytes)
                .sorted(Comparator.reverseOrder())
                .skip(wanted - 1)
                .findFirst()
                .orElse(0L);
        boolean enoughMemory = each.needs().memoryBytes() <= memoryFree;
        if (enoughSlots && enoughMemory && ahead == 0) {
            return Reason.of(SessionReason.ABOUT_TO_START);
        }
        Reason waits = enoughSlots && !enoughMemory
                ? Reason.of(
                        SessionReason.WAITS_FOR_MEMORY,
                        Map.of("needed", gibibytes(each.needs().memoryBytes()), "free", gibibytes(memoryFree)))
                : waitsFor(kind, each.slots(), wanted);
        Reason queue = ahead == 0
                ? Reason.of(SessionReason.IS_NEXT)
                : Reason.of(SessionReason.OTHERS_AHEAD, Map.of("count", ahead));
        return heldBy(waits.because(queue), kind, projectId);
    }

    private static Reason waitsFor(Slot.Kind kind, int slots, int nodes) {
        if (nodes > 1) {
            SessionReason code = switch (kind) {
                case CPU -> SessionReason.WAITS_FOR_NODES_WITH_CPUS;
                case GPU -> SessionReason.WAITS_FOR_NODES_WITH_GPUS;
            };
            return Reason.of(code, Map.of("nodes", nodes, "slots", slots));
        }
        SessionReason code = switch (kind) {
            case CPU -> slots == 1 ? SessionReason.WAITS_FOR_CPU_SLOT : SessionReason.WAITS_FOR_CPU_SLOTS;
            case GPU -> slots == 1 ? SessionReason.WAITS_FOR_GPU : SessionReason.WAITS_FOR_GPUS;
        };
        return slots == 1 ? Reason.of(code) : Reason.of(code, Map.of("slots", slots));
    }

    private Reason heldBy(Reason waits, Slot.Kind kind, UUID projectId) {
        Set<String> own = new java.util.LinkedHashSet<>();
        Set<UUID> others = new java.util.HashSet<>();
        for (Slot slot : slots) {
            Slot.Holder holder = slot.holder();
            if (slot.kind() == kind && holder != null) {
                if (holder.projectId().equals(projectId)) {
                    own.add(holder.sessionName());
                } else {
                    others.add(holder.sessionId());
                }
            }
        }
        Reason held = waits;
        String named = String.join(", ", own.stream().limit(NAMED_MAX).toList());
        if (own.size() > NAMED_MAX) {
            int more = own.size() - NAMED_MAX;
            held = held.because(Reason.of(SessionReason.HELD_BY_AND_MORE, Map.of("sessions", named, "more", more)));
        } else if (!own.isEmpty()) {
            held = held.because(Reason.of(SessionReason.HELD_BY, Map.of("sessions", named)));
        }
        return others.isEmpty()
                ? held
                : held.because(Reason.of(SessionReason.HELD_BY_OTHERS, Map.of("count", others.size())));
    }

    private List<String> free(String node, Slot.Kind kind) {
        return slots.stream()
                .filter(slot -> slot.kind() == kind
                        && slot.holder() == null
                        && slot.node().equals(node))
                .map(Slot::name)
                .toList();
    }

    /// Whether it has as much, whoever holds it.
    private boolean couldTake(NodeMemory node, Waiting each) {
        long there = slots.stream()
                .filter(slot -> slot.kind() == each.slotKind() && slot.node().equals(node.node()))
                .count();
        return there >= each.slots() && node.totalBytes() >= each.needs().memoryBytes();
    }

    private static List<Waiting> inOrder(List<Waiting> oldestFirst, List<Slot> slots, Rule rule) {
        Map<UUID, Integer> places = switch (rule.policy()) {
            case FIFO -> Map.of();
            case ROUND_ROBIN -> turns(oldestFirst, slots);
            case FAIR_ASHA, BEST_MODEL -> rule.places();
        };
        return oldestFirst.stream()
                .map(each -> new Placed(
                        each,
                        (each.kind() == Session.Kind.EVALUATION ? 0 : 2) + (each.lost() > 0 ? 0 : 1),
                        places.getOrDefault(each.sessionId(), Integer.MAX_VALUE)))
                .sorted(Comparator.comparingInt(Placed::rank).thenComparingInt(Placed::place))
                .map(Placed::waiting)
                .toList();
    }

    private static Map<UUID, Integer> turns(List<Waiting> oldestFirst, List<Slot> slots) {
        Map<UUID, Integer> turns = new HashMap<>();
        Map<UUID, Set<UUID>> holding = slots.stream()
                .map(Slot::holder)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.groupingBy(
                        Slot.Holder::projectId, Collectors.mapping(Slot.Holder::sessionId, Collectors.toSet())));
        holding.forEach((project, sessions) -> turns.put(project, sessions.size()));
        Map<UUID, Integer> turnOf = new HashMap<>();
        for (Waiting each : oldestFirst) {
            turnOf.put(each.sessionId(), turns.merge(each.projectId(), 1, Integer::sum));
        }
        return turnOf;
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
