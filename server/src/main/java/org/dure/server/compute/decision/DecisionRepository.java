package org.dure.server.compute.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.compute.Pool;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over decisions and what was weighed in them.
@Repository
class DecisionRepository {

    /// What a decision is for.
    enum Occasion {
        /// Free slots were given out.
        PLACE,
        /// A slice was over, and its session keeps its slots.
        KEEP,
        /// A slice was over, and its session makes room for the chosen one.
        SWITCH
    }

    /// A decision with how one session fared in it.
    ///
    /// @param chosen   who got, kept or gets the slots
    /// @param reason   why that one
    /// @param place    of the session among those weighed, from 0
    /// @param own      why it was chosen, or was not
    /// @param weighed  how many were told of
    record Seen(
            UUID id,
            long number,
            Instant time,
            Pool.Policy policy,
            Occasion occasion,
            UUID chosen,
            String chosenName,
            UUID chosenProject,
            Reason reason,
            int eligible,
            int weighed,
            int place,
            @Nullable Double probability,
            @Nullable Double value,
            Reason own) {}

    /// A decision as it is made anew.
    record Stored(Inputs inputs, UUID session) {}

    private final JdbcClient jdbc;

    DecisionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// To be called while the slots are locked, so that numbers have no gaps.
    long nextNumber(String pool) {
        return jdbc.sql("select coalesce(max(number) + 1, 0) from compute.decision where pool = :pool")
                .param("pool", pool)
                .query(Long.class)
                .single();
    }

    /// To be called while the slots are locked, so that nobody forgets a group that is stored.
    void insert(
            Pool pool, Occasion occasion, Slot.Kind kind, UUID attemptId, Picture picture, Choice choice, Instant now) {
        UUID id = Ids.next();
        Inputs inputs = picture.inputs();
        jdbc.sql("""
                        insert into compute.decision (id, pool, number, time, policy, occasion, slot_kind, session_id,
                            project_id, attempt_id, reason, seed, probability, value, best, virtual_time, least,
                            eligible, slice_seconds, inputs, groups)
                        values (:id, :pool, :number, :time, :policy, :occasion, :kind, :session_id, :project_id,
                            :attempt_id, cast(:reason as jsonb), :seed, cast(:probability as double precision),
                            cast(:value as double precision), cast(:best as double precision),
                            cast(:virtual_time as double precision), cast(:least as double precision), :eligible,
                            :slice, :inputs, cast(:groups as uuid[]))
                        """)
                .param("id", id)
                .param("pool", pool.name())
                .param("number", inputs.number())
                .param("time", Timestamp.from(now))
                .param("policy", pool.policy().name())
                .param("occasion", occasion.name())
                .param("kind", kind.name())
                .param("session_id", choice.session())
                .param("project_id", choice.project())
                .param("attempt_id", attemptId)
                .param("reason", ReasonColumn.write(choice.reason()))
                .param("seed", inputs.seed())
                .param("probability", choice.probability())
                .param("value", choice.value())
                .param("best", choice.best())
                .param("virtual_time", choice.virtualTime())
                .param("least", choice.least())
                .param("eligible", choice.eligible())
                .param("slice", inputs.sliceSeconds())
                .param("inputs", picture.packedInputs())
                .param("groups", picture.groupIds().toArray(UUID[]::new))
                .update();
        insertCandidates(id, choice.candidates());
        insertGroups(picture);
    }

    /// Those that no decision has seen like that before.
    private void insertGroups(Picture picture) {
        Map<UUID, Picture.Stored> missing = new LinkedHashMap<>();
        picture.groups().forEach(group -> missing.put(group.id(), group));
        jdbc.sql("select id from compute.decision_group where id = any(cast(:ids as uuid[]))")
                .param("ids", missing.keySet().toArray(UUID[]::new))
                .query(UUID.class)
                .list()
                .forEach(missing::remove);
        if (missing.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into compute.decision_group (id, content)
                        select * from unnest(cast(:ids as uuid[]), cast(:contents as bytea[]))
                        """)
                .param("ids", missing.keySet().toArray(UUID[]::new))
                .param(
                        "contents",
                        missing.values().stream().map(Picture.Stored::packed).toArray(byte[][]::new))
                .update();
    }

    private Map<UUID, byte[]> groups(UUID[] ids) {
        Map<UUID, byte[]> groups = new HashMap<>();
        jdbc.sql("select id, content from compute.decision_group where id = any(cast(:ids as uuid[]))")
                .param("ids", ids)
                .query(row -> {
                    groups.put(row.getObject("id", UUID.class), row.getBytes("content"));
                });
        return groups;
    }

    private void insertCandidates(UUID id, List<Choice.Candidate> candidates) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Choice.Candidate each : candidates) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("session_id", each.session());
            row.put("place", rows.size());
            row.put("probability", each.probability());
            row.put("value", each.value());
            row.put("reason", each.reason());
            rows.add(row);
        }
        jdbc.sql("""
                        insert into compute.decision_candidate
                            (decision_id, session_id, place, probability, value, reason)
                        select :id, r.session_id, r.place, r.probability, r.value, r.reason
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(session_id uuid, place int,
                            probability double precision, value double precision, reason jsonb)
                        """)
                .param("id", id)
                .param("rows", Json.MAPPER.writeValueAsString(rows))
                .update();
    }

    /// The sessions for which others make room.
    Set<UUID> promised(String pool) {
        return new HashSet<>(jdbc.sql("""
                        select session_id from compute.decision
                        where pool = :pool and occasion = 'SWITCH' and fulfilled_at is null
                        """)
                .param("pool", pool)
                .query((row, number) -> row.getObject("session_id", UUID.class))
                .list());
    }

    /// The session has got slots.
    void fulfil(UUID sessionId, Instant now) {
        jdbc.sql("""
                        update compute.decision set fulfilled_at = :now
                        where session_id = :session_id and occasion = 'SWITCH' and fulfilled_at is null
                        """)
                .param("now", Timestamp.from(now))
                .param("session_id", sessionId)
                .update();
    }

    /// Those in which the session was weighed, the newest first.
    List<Seen> of(UUID sessionId, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select d.id, d.number, d.time, d.policy, d.occasion, d.session_id, s.name, d.project_id, d.reason,
                            d.eligible, c.place, c.probability, c.value, c.reason as own,
                            (select count(*) from compute.decision_candidate o where o.decision_id = d.id) as weighed
                        from compute.decision_candidate c
                        join compute.decision d on d.id = c.decision_id
                        join compute.session s on s.id = d.session_id
                        where c.session_id = :session_id and (cast(:after as uuid) is null or d.id < :after)
                        order by d.id desc limit :limit
                        """)
                .param("session_id", sessionId)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> seen(row))
                .list();
    }

    private static Seen seen(ResultSet row) throws SQLException {
        return new Seen(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                row.getTimestamp("time").toInstant(),
                Pool.Policy.valueOf(row.getString("policy")),
                Occasion.valueOf(row.getString("occasion")),
                row.getObject("session_id", UUID.class),
                row.getString("name"),
                row.getObject("project_id", UUID.class),
                ReasonColumn.required(row, "reason"),
                row.getInt("eligible"),
                row.getInt("weighed"),
                row.getInt("place"),
                row.getObject("probability", Double.class),
                row.getObject("value", Double.class),
                ReasonColumn.required(row, "own"));
    }

    /// Empty where there is none, or its picture is no longer kept.
    Optional<Stored> find(String pool, long number) {
        return jdbc.sql("""
                        select inputs, groups, session_id from compute.decision
                        where pool = :pool and number = :number and inputs is not null
                        """)
                .param("pool", pool)
                .param("number", number)
                .query((row, at) -> new Stored(
                        Picture.unpack(row.getBytes("inputs"), groups((UUID[])
                                row.getArray("groups").getArray())),
                        row.getObject("session_id", UUID.class)))
                .optional();
    }

    /// Forgets groups that no picture names any more. To be called while the slots are locked.
    void forgetGroups() {
        jdbc.sql("""
                        with named as (
                            select distinct unnest(d.groups) as id from compute.decision d where d.inputs is not null)
                        delete from compute.decision_group g where not exists (
                            select 1 from named n where n.id = g.id)
                        """).update();
    }

    /// Forgets what is older or beyond the newest `most` of each pool; of those beyond the newest `pictures` the
    /// picture.
    void forget(Instant before, int most, int pictures) {
        jdbc.sql("""
                        delete from compute.decision d where d.time < :before or d.number
                            < (select max(n.number) - :most from compute.decision n where n.pool = d.pool)
                        """)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .update();
        jdbc.sql("""
                        update compute.decision d set inputs = null where d.inputs is not null and d.number
                            < (select max(n.number) - :pictures from compute.decision n where n.pool = d.pool)
                        """).param("pictures", pictures).update();
    }
}
