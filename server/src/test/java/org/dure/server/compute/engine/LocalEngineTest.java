package org.dure.server.compute.engine;

import org.dure.server.compute.Pool;

/// The contract on this machine.
class LocalEngineTest extends EngineContract {

    @Override
    protected String pool() {
        return Pool.LOCAL;
    }
}
