package org.dure.server.compute.decision;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.roster.Roster;
import org.dure.server.compute.roster.RosterService;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Decides who gets free slots by the pool's policy, and keeps every decision with its picture and its reasons.
///
/// All it knows are rows, and a decision is stored in the transaction that acts on it: whoever dies, nothing is decided
/// twice.
@Service
public class DecisionService {

    private static final int LINE_MOST = 100;
    private static final int DECISIONS_MOST = 20_000;
    private static final int PICTURES_MOST = 2_000;

    /// Whose turn has come, and what that rests on.
    public static final class Chosen {
        private final Pool pool;
        private final Queue.Turn turn;
        private final Picture picture;
        private final Choice choice;

        Chosen(Pool pool, Queue.Turn turn, Picture picture, Choice choice) {
            this.pool = pool;
            this.turn = turn;
            this.picture = picture;
            this.choice = choice;
        }

        public Queue.Turn turn() {
            return turn;
        }

        Picture picture() {
            return picture;
        }
    }

    private record Weighed(Picture picture, Choice choice) {
        static Weighed of(Picture picture) {
            return new Weighed(picture, Decider.decide(picture.inputs()));
        }
    }

    private final DecisionRepository decisions;
    private final Pictures pictures;
    private final RosterService rosters;
    private final QueueService queues;
    private final SlotService slots;
    private final TransactionTemplate transactions;
    private final ComputeSettings settings;
    private final Clock clock;

    DecisionService(
            DecisionRepository decisions,
            Pictures pictures,
            RosterService rosters,
            QueueService queues,
            SlotService slots,
            TransactionTemplate transactions,
            ComputeSettings settings,
            Clock clock) {
        this.decisions = decisions;
        this.pictures = pictures;
        this.rosters = rosters;
        this.queues = queues;
        this.slots = slots;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /// Reads and computes what the first decision after a start would else do while the slots are locked, and stores
    /// nothing. By the supervisor's thread alone.
    @Transactional(readOnly = true)
    public void prepare(Pool pool) {
        Roster roster = rosters.of(pool.name());
        for (Slot.Kind kind : Slot.Kind.values()) {
            pictures.groups(pool, kind, roster, clock.instant())
                    .forEach(group -> Decider.prepare(pool.policy(), group));
        }
    }

    /// To be called with the slots locked. Whoever acts on the answer stores it by `placed`.
    ///
    /// @return empty where nobody can start now
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Chosen> choose(Pool pool) {
        Roster roster = rosters.of(pool.name());
        QueueService.Picture picture = queues.picture(pool.name(), roster.waiting());
        if (picture.waiting().isEmpty() || picture.slots().stream().allMatch(slot -> slot.holder() != null)) {
            return Optional.empty();
        }
        long number = decisions.nextNumber(pool.name());
        Set<UUID> promised = decisions.promised(pool.name());
        Map<Slot.Kind, Weighed> weighed = new EnumMap<>(Slot.Kind.class);
        Map<UUID, Integer> places = new HashMap<>();
        promised.forEach(session -> places.put(session, 0));
        if (pool.policy().usesCurves()) {
            Queue before = picture.queue();
            for (Slot.Kind kind : Slot.Kind.values()) {
                Weighed one = weigh(pool, kind, roster, before, promised, number);
                if (one != null) {
                    weighed.put(kind, one);
                    places.put(one.choice().session(), 1);
                }
            }
        }
        Queue queue = picture.queue(new Queue.Rule(pool.policy(), places));
        return queue.next().map(turn -> {
            Weighed one = weighed.get(turn.waiting().slotKind());
            if (one == null || !one.choice().session().equals(turn.waiting().sessionId())) {
                one = Weighed.of(Picture.of(line(pool, queue, turn, promised, number)));
            }
            return new Chosen(pool, turn, one.picture(), one.choice());
        });
    }

    /// Null where none of those whom the policy orders could start, or others go before all of them.
    private @Nullable Weighed weigh(
            Pool pool, Slot.Kind kind, Roster roster, Queue queue, Set<UUID> promised, long number) {
        List<Queue.Waiting> own = queue.waiting().stream()
                .filter(each -> each.slotKind() == kind && queue.refusal(each) == null)
                .toList();
        if (own.stream().noneMatch(queue::couldStart) || own.stream().anyMatch(each -> first(each, promised) != null)) {
            return null;
        }
        Set<UUID> ready = own.stream().map(Queue.Waiting::sessionId).collect(Collectors.toSet());
        return Weighed.of(pictures.of(pool, kind, roster, queue.quotas(), ready, null, number, clock.instant()));
    }

    private static @Nullable DecisionReason first(Queue.Waiting each, Set<UUID> promised) {
        if (each.kind() == Session.Kind.EVALUATION) {
            return DecisionReason.EVALUATIONS_FIRST;
        }
        if (each.lost() > 0) {
            return DecisionReason.LOST_FIRST;
        }
        return promised.contains(each.sessionId()) ? DecisionReason.ROOM_WAS_MADE : null;
    }

    private static Inputs line(Pool pool, Queue queue, Queue.Turn turn, Set<UUID> promised, long number) {
        List<Inputs.InLine> line = new ArrayList<>();
        Set<UUID> told = new HashSet<>();
        for (Queue.Waiting each : queue.order()) {
            boolean starts = each.sessionId().equals(turn.waiting().sessionId());
            if (each.slotKind() == turn.waiting().slotKind()
                    && (starts || line.size() < LINE_MOST)
                    && told.add(each.sessionId())) {
                line.add(new Inputs.InLine(
                        each.sessionId(), each.projectId(), line.size(), starts, first(each, promised)));
            }
        }
        return new Inputs(
                pool.policy(),
                number,
                Pictures.seed(pool, number),
                Pictures.sliceSeconds(pool),
                0,
                null,
                line,
                null,
                List.of());
    }

    /// The chosen one's attempt has begun, within the same transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void placed(Chosen chosen, UUID attemptId) {
        Instant now = clock.instant();
        decisions.fulfil(chosen.choice.session(), now);
        decisions.insert(
                chosen.pool,
                DecisionRepository.Occasion.PLACE,
                chosen.turn.waiting().slotKind(),
                attemptId,
                chosen.picture(),
                chosen.choice,
                now);
    }

    /// Old decisions go; so do the pictures of all but the latest.
    @Scheduled(fixedDelayString = "PT10M")
    void forget() {
        Duration kept = settings.decisionsKept();
        decisions.forget(clock.instant().minus(kept), DECISIONS_MOST, PICTURES_MOST);
        transactions.executeWithoutResult(status -> {
            slots.lockAll();
            decisions.forgetGroups();
        });
    }
}
