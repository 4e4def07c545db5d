package org.dure.server.compute.queue;

import java.util.List;
import java.util.Map;
import org.dure.server.compute.Pool;
import org.dure.server.compute.pool.PoolService;
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
    private final PoolService pools;
    private final SlotService slots;
    private final ShareService shares;

    QueueService(QueueRepository sessions, PoolService pools, SlotService slots, ShareService shares) {
        this.sessions = sessions;
        this.pools = pools;
        this.slots = slots;
        this.shares = shares;
    }

    /// What a pool's queue is made of.
    ///
    /// @param waiting the oldest first
    /// @param rule    with the places that the latest decisions gave: whoever decides anew gives others
    public record Picture(
            List<Queue.Waiting> waiting, List<Slot> slots, List<NodeMemory> nodes, Quotas quotas, Queue.Rule rule) {

        /// By its rule.
        public Queue queue() {
            return queue(rule);
        }

        public Queue queue(Queue.Rule by) {
            return new Queue(waiting, slots, nodes, quotas, by);
        }
    }

    /// Of the pool, as it is now.
    public Queue now(String pool) {
        return picture(pool).queue();
    }

    /// Of the pool, as it is now, for those who play it forward.
    public Picture picture(String pool) {
        return picture(pool, sessions.waiting(pool));
    }

    /// Of the pool, as it is now, for those who know who waits.
    ///
    /// @param waiting the oldest first
    public Picture picture(String pool, List<Queue.Waiting> waiting) {
        Pool.Policy policy = pools.require(pool).policy();
        return new Picture(
                waiting,
                slots.list(pool),
                slots.memory(pool),
                shares.now(),
                new Queue.Rule(policy, policy.usesCurves() ? sessions.places(pool) : Map.of()));
    }
}
