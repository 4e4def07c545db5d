package org.dure.server.compute.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Json;
import org.dure.server.compute.Pool;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over pools.
@Repository
class PoolRepository {

    private static final String POOLS = "select name, engine, policy, open, slice_seconds, settings from compute.pool";

    private static final RowMapper<Pool> POOL = (row, number) -> new Pool(
            row.getString("name"),
            Pool.Engine.valueOf(row.getString("engine")),
            Pool.Policy.valueOf(row.getString("policy")),
            row.getBoolean("open"),
            row.getInt("slice_seconds"),
            Json.MAPPER.readValue(row.getString("settings"), new TypeReference<Map<String, Object>>() {}));

    private final JdbcClient jdbc;

    PoolRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The one of this machine first.
    List<Pool> list() {
        return jdbc.sql(POOLS + " order by name <> 'local', name").query(POOL).list();
    }

    Optional<Pool> find(String name) {
        return jdbc.sql(POOLS + " where name = :name")
                .param("name", name)
                .query(POOL)
                .optional();
    }

    /// The engine of one that is there stays.
    void put(Pool pool) {
        jdbc.sql("""
                        insert into compute.pool (name, engine, policy, open, slice_seconds, settings)
                        values (:name, :engine, :policy, :open, :slice_seconds, cast(:settings as jsonb))
                        on conflict (name) do update set policy = excluded.policy, open = excluded.open,
                            slice_seconds = excluded.slice_seconds, settings = excluded.settings
                        """)
                .param("name", pool.name())
                .param("engine", pool.engine().name())
                .param("policy", pool.policy().name())
                .param("open", pool.open())
                .param("slice_seconds", pool.sliceSeconds())
                .param("settings", Json.MAPPER.writeValueAsString(pool.settings()))
                .update();
    }
}
