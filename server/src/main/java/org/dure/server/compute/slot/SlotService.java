package org.dure.server.compute.slot;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
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
        slots.replaceAll(machine.cpuSlots(), machine.gpus());
    }

    /// With their holders.
    public List<Slot> list() {
        return slots.list();
    }

    /// Bytes that the sessions that hold slots may use together.
    public long memoryHeld() {
        return slots.memoryHeld();
    }

    /// Nobody else gets a slot until the caller's transaction ends.
    @Transactional(propagation = Propagation.MANDATORY)
    public void lockAll() {
        slots.lockAll();
    }

    /// @param names of free slots, found so after `lockAll`
    @Transactional(propagation = Propagation.MANDATORY)
    public void lease(UUID attemptId, List<String> names) {
        names.forEach(name -> slots.lease(attemptId, name));
    }

    /// Nothing where the attempt holds none.
    @Transactional(propagation = Propagation.MANDATORY)
    public void free(UUID attemptId) {
        slots.endLeases(attemptId, clock.instant());
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
