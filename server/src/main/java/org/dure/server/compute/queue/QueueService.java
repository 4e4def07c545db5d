package org.dure.server.compute.queue;

import java.util.List;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.share.ShareService;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.springframework.stereotype.Service;

/// Takes pictures of the queues.
@Service
public class QueueService {

    private final QueueRepository sessions;
    private final SlotService slots;
    private final ShareService shares;

    QueueService(QueueRepository sessions, SlotService slots, ShareService shares) {
        this.sessions = sessions;
        this.slots = slots;
        this.shares = shares;
    }

    /// What a pool's queue is made of.
    ///
    /// @param waiting the oldest first
    public record Picture(List<Queue.Waiting> waiting, List<Slot> slots, List<NodeMemory> nodes, Quotas quotas) {}

    /// Of the pool, as it is now.
    public Queue now(String pool) {
        Picture picture = picture(pool);
        return new Queue(picture.waiting(), picture.slots(), picture.nodes(), picture.quotas());
    }

    /// Of the pool, as it is now, for those who play it forward.
    public Picture picture(String pool) {
        return new Picture(sessions.waiting(pool), slots.list(pool), slots.memory(pool), shares.now());
    }
}
