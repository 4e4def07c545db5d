package org.dure.server.compute.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.server.compute.Pool;
import org.springframework.stereotype.Component;

/// Finds the engine of a pool.
@Component
public class Engines {

    private final Map<Pool.Engine, Engine> byKind = new EnumMap<>(Pool.Engine.class);

    Engines(List<Engine> engines) {
        engines.forEach(engine -> byKind.put(engine.engine(), engine));
    }

    public Engine of(Pool pool) {
        return Objects.requireNonNull(byKind.get(pool.engine()), () -> "no engine " + pool.engine());
    }
}
