package org.dure.server.compute.pool;

import java.util.Map;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.jspecify.annotations.Nullable;

/// Knows what the pools of an engine must tell it; implemented beside each engine.
public interface EngineSettings {

    Pool.Engine engine();

    /// Before a pool is stored.
    ///
    /// @return what is stored, with the defaults put in
    /// @throws org.dure.server.base.UserError.Invalid naming `settings.<name>` of each that is wrong
    Map<String, Object> check(Map<String, Object> settings);

    /// Why no session runs on several nodes at once in the pool, told of the number of nodes that it asks for.
    ///
    /// @return null where they do
    @Nullable
    Reason gangFault(Pool pool);

    /// Whether that answers which the pool stands for, as far as is known; from memory.
    Connection connection(Pool pool);
}
