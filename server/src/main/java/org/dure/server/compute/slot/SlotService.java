package org.dure.server.compute.slot;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.compute.Pool;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Who holds which slot. A lease belongs to an attempt and ends with it.
@Service
@NamedInterface("slot")
public class SlotService {

    private final SlotRepository slots;
    private final Machine machine;
    private final Clock clock;

    SlotService(SlotRepository slots, Machine machine, Clock clock) {
        this.slots = slots;
        this.machine = machine;
        this.clock = clock;
    }

    /// From now on there are those of this machine; those that it has no longer stay with their leases.
    @Transactional
    public void take() {
        take(Pool.LOCAL, List.of(machine.node()));
    }

    /// From now on these nodes are the pool's; slots of others stay with their leases.
    @Transactional
    public void take(String pool, List<Node> nodes) {
        slots.replaceAll(pool, nodes);
    }

    /// The pool has no nodes any more, also none that may come back.
    @Transactional
    public void forget(String pool) {
        slots.replaceAll(pool, List.of());
        slots.deleteNodes(pool);
    }

    /// Of all pools, with their holders.
    public List<Slot> list() {
        return slots.list(null);
    }

    /// Of one pool, with their holders.
    public List<Slot> list(String pool) {
        return slots.list(pool);
    }

    /// Of each node of the pool.
    public List<NodeMemory> memory(String pool) {
        return slots.memory(pool);
    }

    /// What each node of the pool has, whoever holds it.
    public List<Node> nodes(String pool) {
        return slots.nodes(pool, true);
    }

    /// The same, or what its nodes had before, where all of them are away: they may come back.
    public List<Node> lastNodes(String pool) {
        List<Node> now = nodes(pool);
        return now.isEmpty() ? slots.nodes(pool, false) : now;
    }

    /// Nobody else gets a slot until the caller's transaction ends.
    @Transactional(propagation = Propagation.MANDATORY)
    public void lockAll() {
        slots.lockAll();
    }

    /// @param names of free slots, found so after `lockAll`
    @Transactional(propagation = Propagation.MANDATORY)
    public void lease(UUID attemptId, List<String> names, Instant now) {
        names.forEach(name -> slots.lease(attemptId, name, now));
    }

    /// Nothing where the attempt holds none.
    @Transactional(propagation = Propagation.MANDATORY)
    public void free(UUID attemptId) {
        slots.endLeases(attemptId, clock.instant());
    }

    /// What the attempt holds. Its node may have gone away since it was given to it.
    public List<Slot> heldBy(UUID attemptId) {
        return slots.heldBy(attemptId);
    }

    /// The numbers of the devices that the attempt holds.
    public List<Integer> gpus(UUID attemptId) {
        return slots.gpus(attemptId);
    }

    /// How long the session has held slots so far, each by itself, all its attempts together.
    public double secondsHeld(UUID sessionId) {
        return slots.secondsHeld(sessionId, clock.instant());
    }
}
