package org.dure.server.compute.slot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dure.server.compute.Pool;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over slots and leases.
@Repository
class SlotRepository {

    private static final String SLOTS = """
            select t.name, t.pool, t.node, t.kind, t.number, l.attempt_id, l.from_time, s.id as session_id, s.project_id,
                   s.name as session_name
            from compute.slot t
            left join compute.lease l on l.slot = t.name and l.until_time is null
            left join compute.attempt a on a.id = l.attempt_id
            left join compute.session s on s.id = a.session_id
            where %s
            order by t.pool <> 'local', t.pool, t.node, t.kind, t.number
            """;

    private final JdbcClient jdbc;

    SlotRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// From now on these are all that the pool has.
    void replaceAll(String pool, List<Node> nodes) {
        for (String table : List.of("node", "slot")) {
            jdbc.sql("update compute." + table + " set present = false where pool = :pool")
                    .param("pool", pool)
                    .update();
        }
        for (Node node : nodes) {
            put(pool, node);
            for (int number = 0; number < node.cpus(); number++) {
                put(pool, node.name(), Slot.Kind.CPU, number);
            }
            node.gpus().forEach(number -> put(pool, node.name(), Slot.Kind.GPU, number));
        }
    }

    void deleteNodes(String pool) {
        jdbc.sql("delete from compute.node where pool = :pool")
                .param("pool", pool)
                .update();
    }

    /// Nobody else places a session until the transaction ends.
    void lockAll() {
        jdbc.sql("select name from compute.slot order by name for update")
                .query(String.class)
                .list();
    }

    /// @param pool null for all
    List<Slot> list(@Nullable String pool) {
        return jdbc.sql(SLOTS.formatted("t.present and (cast(:pool as text) is null or t.pool = :pool)"))
                .param("pool", pool)
                .query((row, number) -> slot(row))
                .list();
    }

    /// What the attempt holds, whether or not it is there at this moment.
    List<Slot> heldBy(UUID attemptId) {
        return jdbc.sql(SLOTS.formatted("l.attempt_id = :attempt_id"))
                .param("attempt_id", attemptId)
                .query((row, number) -> slot(row))
                .list();
    }

    private static Slot slot(ResultSet row) throws SQLException {
        UUID attempt = row.getObject("attempt_id", UUID.class);
        return new Slot(
                row.getString("name"),
                row.getString("pool"),
                row.getString("node"),
                Slot.Kind.valueOf(row.getString("kind")),
                row.getInt("number"),
                attempt == null
                        ? null
                        : new Slot.Holder(
                                attempt,
                                row.getObject("session_id", UUID.class),
                                row.getObject("project_id", UUID.class),
                                row.getString("session_name"),
                                row.getTimestamp("from_time").toInstant()));
    }

    /// What each node of the pool has, and what the sessions that hold slots there may use of it together.
    List<NodeMemory> memory(String pool) {
        return jdbc.sql("""
                        select n.name, n.memory_bytes,
                               coalesce((select sum(held.memory_bytes) from (
                                   select distinct s.id, s.memory_bytes from compute.lease l
                                   join compute.slot t on t.name = l.slot
                                   join compute.attempt a on a.id = l.attempt_id
                                   join compute.session s on s.id = a.session_id
                                   where l.until_time is null and t.pool = n.pool and t.node = n.name) held), 0) as held
                        from compute.node n where n.pool = :pool and n.present order by n.name
                        """)
                .param("pool", pool)
                .query((row, number) ->
                        new NodeMemory(row.getString("name"), row.getLong("memory_bytes"), row.getLong("held")))
                .list();
    }

    /// By name.
    ///
    /// @param present whether those that are there, or those that were
    List<Node> nodes(String pool, boolean present) {
        return jdbc.sql("""
                        select n.name, n.memory_bytes, count(*) filter (where t.kind = 'CPU') as cpus,
                               coalesce(array_agg(t.number order by t.number) filter (where t.kind = 'GPU'), '{}') as gpus
                        from compute.node n
                        left join compute.slot t on t.pool = n.pool and t.node = n.name and t.present = n.present
                        where n.pool = :pool and n.present = :present
                        group by n.name, n.memory_bytes order by n.name
                        """)
                .param("pool", pool)
                .param("present", present)
                .query((row, number) -> new Node(
                        row.getString("name"), row.getInt("cpus"), row.getLong("memory_bytes"), List.of((Integer[])
                                row.getArray("gpus").getArray())))
                .list();
    }

    /// @throws org.springframework.dao.DuplicateKeyException where somebody holds it
    void lease(UUID attemptId, String slot, Instant now) {
        jdbc.sql("insert into compute.lease (attempt_id, slot, from_time) values (:attempt_id, :slot, :now)")
                .param("now", Timestamp.from(now))
                .param("attempt_id", attemptId)
                .param("slot", slot)
                .update();
    }

    void endLeases(UUID attemptId, Instant now) {
        jdbc.sql("update compute.lease set until_time = :now where attempt_id = :attempt_id and until_time is null")
                .param("now", Timestamp.from(now))
                .param("attempt_id", attemptId)
                .update();
    }

    /// The numbers of the devices that the attempt holds.
    List<Integer> gpus(UUID attemptId) {
        return jdbc.sql("""
                        select t.number from compute.lease l join compute.slot t on t.name = l.slot
                        where l.attempt_id = :attempt_id and t.kind = 'GPU' and l.until_time is null order by t.number
                        """)
                .param("attempt_id", attemptId)
                .query((row, number) -> row.getInt("number"))
                .list();
    }

    double secondsHeld(UUID sessionId, Instant now) {
        return jdbc.sql("""
                        select coalesce(sum(extract(epoch from coalesce(l.until_time, :now) - l.from_time)), 0)
                        from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        where a.session_id = :session_id
                        """)
                .param("now", Timestamp.from(now))
                .param("session_id", sessionId)
                .query(Double.class)
                .single();
    }

    private void put(String pool, Node node) {
        jdbc.sql("""
                        insert into compute.node (pool, name, memory_bytes, present)
                        values (:pool, :name, :memory_bytes, true)
                        on conflict (pool, name) do update set memory_bytes = excluded.memory_bytes, present = true
                        """)
                .param("pool", pool)
                .param("name", node.name())
                .param("memory_bytes", node.memoryBytes())
                .update();
    }

    private void put(String pool, String node, Slot.Kind kind, int number) {
        String place = pool.equals(Pool.LOCAL) ? "" : pool + "/" + node + "/";
        jdbc.sql("""
                        insert into compute.slot (name, pool, node, kind, number, present)
                        values (:name, :pool, :node, :kind, :number, true)
                        on conflict (name) do update set node = excluded.node, present = true
                        """)
                .param("name", place + kind.name().toLowerCase(Locale.ROOT) + "-" + number)
                .param("pool", pool)
                .param("node", node)
                .param("kind", kind.name())
                .param("number", number)
                .update();
    }
}
