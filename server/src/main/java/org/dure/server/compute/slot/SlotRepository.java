package org.dure.server.compute.slot;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over slots and leases.
@Repository
class SlotRepository {

    private static final String SLOTS = """
            select t.name, t.kind, t.number, l.attempt_id, l.from_time, s.id as session_id, s.project_id,
                   s.name as session_name
            from compute.slot t
            left join compute.lease l on l.slot = t.name and l.until_time is null
            left join compute.attempt a on a.id = l.attempt_id
            left join compute.session s on s.id = a.session_id
            where t.present
            order by t.kind, t.number
            """;

    private final JdbcClient jdbc;

    SlotRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// From now on these are all that there are.
    void replaceAll(int cpuSlots, List<Integer> gpus) {
        jdbc.sql("update compute.slot set present = false").update();
        for (int number = 0; number < cpuSlots; number++) {
            put(Slot.Kind.CPU, number);
        }
        gpus.forEach(number -> put(Slot.Kind.GPU, number));
    }

    /// Nobody else places a session until the transaction ends.
    void lockAll() {
        jdbc.sql("select name from compute.slot order by name for update")
                .query(String.class)
                .list();
    }

    List<Slot> list() {
        return jdbc.sql(SLOTS)
                .query((row, number) -> {
                    UUID attempt = row.getObject("attempt_id", UUID.class);
                    return new Slot(
                            row.getString("name"),
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
                })
                .list();
    }

    /// What the sessions that hold slots may use together.
    long memoryHeld() {
        return jdbc.sql("""
                        select coalesce(sum(s.memory_bytes), 0) from compute.session s
                        where exists (select 1 from compute.attempt a
                                      join compute.lease l on l.attempt_id = a.id and l.until_time is null
                                      where a.session_id = s.id)
                        """).query(Long.class).single();
    }

    /// @throws org.springframework.dao.DuplicateKeyException where somebody holds it
    void lease(UUID attemptId, String slot) {
        jdbc.sql("insert into compute.lease (attempt_id, slot) values (:attempt_id, :slot)")
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

    private void put(Slot.Kind kind, int number) {
        jdbc.sql("""
                        insert into compute.slot (name, kind, number, present) values (:name, :kind, :number, true)
                        on conflict (name) do update set present = true
                        """)
                .param("name", kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + number)
                .param("kind", kind.name())
                .param("number", number)
                .update();
    }
}
