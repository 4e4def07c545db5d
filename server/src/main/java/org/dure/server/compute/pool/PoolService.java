package org.dure.server.compute.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Lists pools and lets administrators put and remove them.
@Service
public class PoolService {

    private final PoolRepository pools;
    private final ObjectProvider<EngineSettings> engines;
    private final SlotService slots;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    PoolService(
            PoolRepository pools,
            ObjectProvider<EngineSettings> engines,
            SlotService slots,
            Audit audit,
            ApplicationEventPublisher events) {
        this.pools = pools;
        this.engines = engines;
        this.slots = slots;
        this.audit = audit;
        this.events = events;
    }

    /// The one of this machine first.
    public List<Pool> list() {
        return pools.list();
    }

    public Optional<Pool> find(String name) {
        return pools.find(name);
    }

    /// @throws UserError.NotFound where there is none
    public Pool require(String name) {
        return pools.find(name).orElseThrow(() -> new UserError.NotFound("pool", name));
    }

    /// Adds the pool, or changes the one of that name, whose engine stays.
    ///
    /// @throws UserError.Invalid naming what is wrong
    @Transactional
    public Pool put(Caller caller, Pool pool) {
        caller.requireAdministrator();
        Names.check("name", pool.name());
        pools.find(pool.name())
                .filter(before -> before.engine() != pool.engine())
                .ifPresent(before -> {
                    throw new UserError.Invalid("engine", "is " + before.engine() + " for this pool, and stays so");
                });
        if (pool.engine() == Pool.Engine.LOCAL && !pool.name().equals(Pool.LOCAL)) {
            throw new UserError.Invalid("engine", "LOCAL is this machine, of which the pool local consists");
        }
        if (pool.sliceSeconds() < 0 || pool.sliceSeconds() > Pool.SLICE_SECONDS_MAX) {
            throw new UserError.Invalid(
                    "slice_seconds",
                    "must lie between 0 (sessions keep their slots to their end) and " + Pool.SLICE_SECONDS_MAX
                            + ", not " + pool.sliceSeconds());
        }
        Map<String, Object> settings = settingsOf(pool.engine()).check(pool.settings());
        Pool checked = new Pool(pool.name(), pool.engine(), pool.policy(), pool.open(), pool.sliceSeconds(), settings);
        pools.put(checked);
        audit.record(
                caller,
                null,
                "compute.pool_put",
                "pool " + pool.name(),
                Map.of(
                        "engine", pool.engine().name(),
                        "policy", pool.policy().name(),
                        "open", Boolean.toString(pool.open()),
                        "slice_seconds", Integer.toString(pool.sliceSeconds())));
        events.publishEvent(new PoolChanged(pool.name()));
        return checked;
    }

    /// Takes the pool off the list. What ran in it keeps its history, and a pool of that name may come again.
    ///
    /// @throws UserError.Conflict where it is this machine, or sessions of it are not over
    @Transactional
    public void remove(Caller caller, String name) {
        caller.requireAdministrator();
        if (require(name).engine() == Pool.Engine.LOCAL) {
            throw new UserError.Conflict(Reason.of(PoolReason.POOL_IS_THIS_MACHINE));
        }
        // In the order in which sessions are placed.
        slots.lockAll();
        pools.lock(name);
        int sessions = pools.sessions(name);
        if (sessions > 0) {
            throw new UserError.Conflict(Reason.of(PoolReason.POOL_IN_USE, Map.of("pool", name, "sessions", sessions)));
        }
        pools.remove(name);
        slots.forget(name);
        audit.record(caller, null, "compute.pool_removed", "pool " + name, Map.of());
        events.publishEvent(new PoolChanged(name));
    }

    /// Nobody removes the pool before the caller's transaction ends.
    ///
    /// @throws UserError.NotFound where somebody has
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(String name) {
        if (!pools.hold(name)) {
            throw new UserError.NotFound("pool", name);
        }
    }

    /// Whether that answers which the pool stands for.
    public Connection connection(Pool pool) {
        return settingsOf(pool.engine()).connection(pool);
    }

    /// Why no session runs on several nodes at once in the pool; null where they do.
    public @Nullable Reason gangFault(Pool pool) {
        return settingsOf(pool.engine()).gangFault(pool);
    }

    private EngineSettings settingsOf(Pool.Engine engine) {
        return engines.stream()
                .filter(each -> each.engine() == engine)
                .findFirst()
                .orElseThrow();
    }
}
