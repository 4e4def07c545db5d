package org.dure.server.compute.queue;

import org.dure.server.compute.slot.SlotService;
import org.springframework.stereotype.Service;

/// Takes pictures of the queues.
@Service
public class QueueService {

    private final QueueRepository sessions;
    private final SlotService slots;

    QueueService(QueueRepository sessions, SlotService slots) {
        this.sessions = sessions;
        this.slots = slots;
    }

    /// Of the pool, as it is now.
    public Queue now(String pool) {
        return new Queue(sessions.waiting(pool), slots.list(pool), slots.memory(pool));
    }
}
