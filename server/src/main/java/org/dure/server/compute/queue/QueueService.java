package org.dure.server.compute.queue;

import org.dure.server.compute.slot.Machine;
import org.dure.server.compute.slot.SlotService;
import org.springframework.stereotype.Service;

/// Takes pictures of the queue.
@Service
public class QueueService {

    private final QueueRepository sessions;
    private final SlotService slots;
    private final Machine machine;

    QueueService(QueueRepository sessions, SlotService slots, Machine machine) {
        this.sessions = sessions;
        this.slots = slots;
        this.machine = machine;
    }

    /// As it is now.
    public Queue now() {
        return new Queue(sessions.waiting(), slots.list(), machine.memoryBytes() - slots.memoryHeld());
    }
}
