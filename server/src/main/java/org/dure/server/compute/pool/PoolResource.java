package org.dure.server.compute.pool;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The pools and what their nodes have.
@RestController
@RequestMapping("/api/v1/pools")
class PoolResource {

    record NodeView(String name, int cpus, int gpus, long memoryBytes) {}

    /// @param trouble null for all but administrators: it may name hosts and files
    record ConnectionView(
            Connection.State state,
            @Nullable Reason trouble,
            @Nullable Instant since) {}

    /// @param settings null for all but administrators
    record PoolView(
            String name,
            Pool.Engine engine,
            Pool.Policy policy,
            boolean open,
            int sliceSeconds,
            List<NodeView> nodes,
            ConnectionView connection,
            @Nullable Map<String, Object> settings) {}

    record PoolList(List<PoolView> items) {}

    record PoolBody(
            Pool.@Nullable Engine engine,
            Pool.@Nullable Policy policy,
            @Nullable Boolean open,
            @Nullable Integer sliceSeconds,
            @Nullable Map<String, Object> settings) {}

    private final PoolService pools;
    private final SlotService slots;

    PoolResource(PoolService pools, SlotService slots) {
        this.pools = pools;
        this.slots = slots;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    PoolList list(Caller caller) {
        return new PoolList(
                pools.list().stream().map(pool -> view(caller, pool)).toList());
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/{name}")
    PoolView get(Caller caller, @PathVariable String name) {
        return view(caller, pools.require(name));
    }

    /// What is left out stays as it is, or is the usual for a new one.
    @Needs(Permission.ADMINISTER)
    @PutMapping("/{name}")
    PoolView put(Caller caller, @PathVariable String name, @RequestBody PoolBody body) {
        Pool before = pools.find(name).orElse(null);
        Pool.Engine engine = body.engine() != null ? body.engine() : before == null ? null : before.engine();
        if (engine == null) {
            throw UserError.Invalid.missing("engine");
        }
        Pool.Policy policy = before == null ? Pool.Policy.ROUND_ROBIN : before.policy();
        int slice = before == null ? Pool.SLICE_SECONDS_DEFAULT : before.sliceSeconds();
        Map<String, Object> settings = before == null ? Map.of() : before.settings();
        return view(
                caller,
                pools.put(
                        caller,
                        new Pool(
                                name,
                                engine,
                                body.policy() == null ? policy : body.policy(),
                                body.open() == null ? before == null || before.open() : body.open(),
                                body.sliceSeconds() == null ? slice : body.sliceSeconds(),
                                body.settings() == null ? settings : body.settings())));
    }

    /// What ran in it keeps its history.
    @Needs(Permission.ADMINISTER)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Caller caller, @PathVariable String name) {
        pools.remove(caller, name);
    }

    private PoolView view(Caller caller, Pool pool) {
        boolean administers = caller.mayAnywhere(Permission.ADMINISTER);
        Connection connection = pools.connection(pool);
        return new PoolView(
                pool.name(),
                pool.engine(),
                pool.policy(),
                pool.open(),
                pool.sliceSeconds(),
                slots.nodes(pool.name()).stream().map(PoolResource::view).toList(),
                new ConnectionView(connection.state(), administers ? connection.trouble() : null, connection.since()),
                administers ? pool.settings() : null);
    }

    private static NodeView view(Node node) {
        return new NodeView(node.name(), node.cpus(), node.gpus().size(), node.memoryBytes());
    }
}
