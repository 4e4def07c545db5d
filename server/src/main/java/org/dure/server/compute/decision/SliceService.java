package org.dure.server.compute.decision;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionLife;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.cost.VictimCost;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.roster.Roster;
import org.dure.server.compute.roster.RosterService;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Decides, when a session has had its slice, whether it keeps its slots.
///
/// Asked are only programs that have shown that they save, the cheapest to stop first. Nobody's project falls below its
/// share by making room for another one, and who would not fit into the slots is no candidate.
@Service
public class SliceService {

    /// Of those whose slice is over, at one look.
    private static final int ASKED_MOST = 4;

    /// @param victim makes room for `winner`
    public record Switch(UUID victim, UUID victimProject, UUID winner, UUID winnerProject) {}

    private final PictureRepository rows;
    private final DecisionRepository decisions;
    private final Pictures pictures;
    private final RosterService rosters;
    private final QueueService queues;
    private final CostService costs;
    private final Clock clock;

    SliceService(
            PictureRepository rows,
            DecisionRepository decisions,
            Pictures pictures,
            RosterService rosters,
            QueueService queues,
            CostService costs,
            Clock clock) {
        this.rows = rows;
        this.decisions = decisions;
        this.pictures = pictures;
        this.rosters = rosters;
        this.queues = queues;
        this.costs = costs;
        this.clock = clock;
    }

    /// Whether a slice is over in the pool, and its policy asks for that.
    public boolean isOver(Pool pool) {
        return pool.policy().usesCurves()
                && pool.sliceSeconds() > 0
                && !rows.expired(pool.name(), pool.sliceSeconds(), clock.instant())
                        .isEmpty();
    }

    /// To be called with the slots locked; stores what it decides. At most one session makes room at a time.
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Switch> decide(Pool pool) {
        Instant now = clock.instant();
        Map<UUID, VictimCost> known =
                costs.victims().stream().collect(Collectors.toMap(VictimCost::sessionId, Function.identity()));
        List<PictureRepository.Expired> expired = rows.expired(pool.name(), pool.sliceSeconds(), now).stream()
                .filter(each -> known.containsKey(each.session()))
                .filter(each ->
                        Objects.requireNonNull(known.get(each.session())).canCheckpoint()
                                == SessionLife.CanCheckpoint.YES)
                .sorted(Comparator.comparingDouble(each ->
                        Objects.requireNonNull(known.get(each.session())).seconds()))
                .limit(ASKED_MOST)
                .toList();
        Roster roster = rosters.of(pool.name());
        QueueService.Picture picture = queues.picture(pool.name(), roster.waiting());
        Set<UUID> promised = decisions.promised(pool.name());
        for (PictureRepository.Expired each : expired) {
            Optional<Switch> made = ask(pool, each, roster, picture, promised, now);
            if (made.isPresent()) {
                return made;
            }
        }
        return Optional.empty();
    }

    private Optional<Switch> ask(
            Pool pool,
            PictureRepository.Expired holder,
            Roster roster,
            QueueService.Picture picture,
            Set<UUID> promised,
            Instant now) {
        List<Slot> held = picture.slots().stream()
                .filter(slot ->
                        slot.holder() != null && slot.holder().sessionId().equals(holder.session()))
                .toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Slot.Kind kind = held.getFirst().kind();
        Set<UUID> ready = candidates(holder, held, picture, promised);
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        ready.add(holder.session());
        long number = decisions.nextNumber(pool.name());
        Picture seen = pictures.of(pool, kind, roster, picture.quotas(), ready, holder.session(), number, now);
        Choice choice = Decider.decide(seen.inputs());
        boolean keeps = choice.session().equals(holder.session());
        decisions.insert(
                pool,
                keeps ? DecisionRepository.Occasion.KEEP : DecisionRepository.Occasion.SWITCH,
                kind,
                holder.attempt(),
                seen,
                choice,
                now);
        return keeps
                ? Optional.empty()
                : Optional.of(new Switch(holder.session(), holder.project(), choice.session(), choice.project()));
    }

    /// Those who wait for what the holder has, fit into it on one of its nodes, and may have it. No gang is among
    /// them: nobody can tell when enough nodes would be free together.
    private static Set<UUID> candidates(
            PictureRepository.Expired holder, List<Slot> held, QueueService.Picture picture, Set<UUID> promised) {
        Slot first = held.getFirst();
        long there =
                held.stream().filter(slot -> slot.node().equals(first.node())).count();
        long freeSlots = picture.slots().stream()
                .filter(slot -> slot.holder() == null
                        && slot.kind() == first.kind()
                        && slot.node().equals(first.node()))
                .count();
        long memory = holder.memoryBytes()
                + picture.nodes().stream()
                        .filter(node -> node.node().equals(first.node()))
                        .mapToLong(NodeMemory::freeBytes)
                        .sum();
        Queue queue = picture.queue();
        boolean spares = sparesShare(holder, held.size(), first.kind(), picture);
        Set<UUID> ready = new HashSet<>();
        for (Queue.Waiting each : picture.waiting()) {
            if (each.kind() != Session.Kind.EVALUATION
                    && each.slotKind() == first.kind()
                    && !promised.contains(each.sessionId())
                    && !each.needs().isGang()
                    && each.slots() <= there + freeSlots
                    && each.needs().memoryBytes() <= memory
                    && (spares || each.projectId().equals(holder.project()))
                    && queue.refusal(each) == null
                    && !queue.couldStart(each)) {
                ready.add(each.sessionId());
            }
        }
        return ready;
    }

    /// Whether the holder's project has its share of the pool even without these slots.
    private static boolean sparesShare(
            PictureRepository.Expired holder, int slots, Slot.Kind kind, QueueService.Picture picture) {
        Set<UUID> projects = new HashSet<>();
        picture.waiting().stream()
                .filter(each -> each.slotKind() == kind && each.kind() != Session.Kind.EVALUATION)
                .forEach(each -> projects.add(each.projectId()));
        long all = 0;
        long own = 0;
        for (Slot slot : picture.slots()) {
            if (slot.kind() == kind) {
                all++;
                own += slot.isHeldBy(holder.project()) ? 1 : 0;
                if (slot.holder() != null) {
                    projects.add(slot.holder().projectId());
                }
            }
        }
        projects.add(holder.project());
        double weights = projects.stream().mapToDouble(picture.quotas()::weight).sum();
        double share = all * picture.quotas().weight(holder.project()) / weights;
        return own - slots >= share;
    }
}
