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

    private static final String POOLS = """
            select name, engine, policy, open, slice_seconds, settings from compute.pool
            where removed_at is null
            """;

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
        return jdbc.sql(POOLS + " and name = :name")
                .param("name", name)
                .query(POOL)
                .optional();
    }

    /// One that was removed is there again.
    void put(Pool pool) {
        jdbc.sql("""
                        insert into compute.pool (name, engine, policy, open, slice_seconds, settings)
                        values (:name, :engine, :policy, :open, :slice_seconds, cast(:settings as jsonb))
                        on conflict (name) do update set engine = excluded.engine, policy = excluded.policy,
                            open = excluded.open, slice_seconds = excluded.slice_seconds, settings = excluded.settings,
                            removed_at = null
                        """)
                .param("name", pool.name())
                .param("engine", pool.engine().name())
                .param("policy", pool.policy().name())
                .param("open", pool.open())
                .param("slice_seconds", pool.sliceSeconds())
                .param("settings", Json.MAPPER.writeValueAsString(pool.settings()))
                .update();
    }

    /// Whether it is there, and it stays so until the transaction ends.
    boolean hold(String name) {
        return jdbc.sql("select 1 from compute.pool where name = :name and removed_at is null for key share")
                .param("name", name)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// Nobody else puts, holds or removes it until the transaction ends.
    void lock(String name) {
        jdbc.sql("select 1 from compute.pool where name = :name for update")
                .param("name", name)
                .query(Integer.class)
                .optional();
    }

    /// Those that wait or run, and those of which something may be left on a node.
    int sessions(String name) {
        return jdbc.sql("""
                        select count(*) from (
                            select id from compute.session where pool = :name and ended_at is null
                            union select session_id from compute.attempt where pool = :name and settled_at is null) as held
                        """).param("name", name).query(Integer.class).single();
    }

    void remove(String name) {
        jdbc.sql("update compute.pool set removed_at = now() where name = :name")
                .param("name", name)
                .update();
    }
}
