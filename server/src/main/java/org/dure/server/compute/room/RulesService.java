package org.dure.server.compute.room;

import java.util.List;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.cost.IdleRuleService;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.share.ShareService;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.compute.usage.UsageService;
import org.dure.server.people.Caller;
import org.springframework.stereotype.Service;

/// Tells by which rules the room is shared.
@Service
class RulesService {

    private final ComputeSettings settings;
    private final PoolService pools;
    private final SlotService slots;
    private final ShareService shares;
    private final UsageService usages;
    private final IdleRuleService idleRules;

    RulesService(
            ComputeSettings settings,
            PoolService pools,
            SlotService slots,
            ShareService shares,
            UsageService usages,
            IdleRuleService idleRules) {
        this.settings = settings;
        this.pools = pools;
        this.slots = slots;
        this.shares = shares;
        this.usages = usages;
        this.idleRules = idleRules;
    }

    Rules now(Caller caller) {
        return new Rules(
                pools.list().stream().map(this::pool).toList(),
                Session.WALL_SECONDS_DEFAULT,
                Session.WALL_SECONDS_MAX,
                settings.grace().toSeconds(),
                settings.saveGrace().toSeconds(),
                settings.silence().toSeconds(),
                Retry.standard().losses(),
                settings.processes(),
                settings.outputBytes(),
                settings.samplesKept().toDays(),
                usages.currency(),
                usages.prices(),
                shares.list(caller).stream()
                        .map(standing -> new Rules.ProjectRule(
                                standing.projectName(),
                                standing.share().weight(),
                                standing.part(),
                                standing.share().gpusMax(),
                                standing.share().cpusMax(),
                                standing.share().gpuHoursPerMonth(),
                                idleRules.get(caller, standing.projectName()).idleMinutes()))
                        .toList());
    }

    private Rules.PoolRule pool(Pool pool) {
        List<Node> nodes = slots.nodes(pool.name());
        return new Rules.PoolRule(
                pool.name(),
                nodes.size(),
                nodes.stream().mapToInt(node -> node.gpus().size()).sum(),
                nodes.stream().mapToInt(Node::cpus).sum(),
                nodes.stream().mapToLong(Node::memoryBytes).sum());
    }
}
