package org.dure.server.serving.routing;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.routing`.
@Repository
class RoutingRepository {

    private final JdbcClient jdbc;

    RoutingRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long version() {
        return jdbc.sql("select version from serving.routing").query(Long.class).single();
    }

    /// Belongs into the transaction of the change. The row stays locked until that ends, so that changes become visible
    /// in the order of their versions.
    void raise() {
        jdbc.sql("update serving.routing set version = version + 1").update();
    }
}
