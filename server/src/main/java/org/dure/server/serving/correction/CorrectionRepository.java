package org.dure.server.serving.correction;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.serving.ServeEvent;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.sample` and `serving.correction`.
@Repository
class CorrectionRepository {

    /// A correction as it comes in.
    record NewCorrection(
            UUID id,
            Instant time,
            @Nullable UUID keyId,
            @Nullable String saidBy,
            UUID endpointId,
            UUID sampleId,
            String label,
            Correction.State state,
            @Nullable Reason reason) {}

    private static final String CORRECTIONS = """
            select c.*, s.answer, s.purpose,
                   (select max(score) from unnest(s.scores) as score) as score
            from serving.correction c join serving.sample s on s.id = c.sample_id
            """;

    private static final RowMapper<Correction> CORRECTION = (row, number) -> correction(row);

    private static final RowMapper<Sample> SAMPLE = (row, number) -> new Sample(
            row.getObject("id", UUID.class),
            row.getTimestamp("time").toInstant(),
            row.getObject("key_id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getObject("endpoint_id", UUID.class),
            row.getObject("version_id", UUID.class),
            row.getString("purpose"),
            doubles(row, "input"),
            doubles(row, "scores"),
            row.getString("answer"));

    private final JdbcClient jdbc;

    CorrectionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Nothing where the sample is there already.
    void insert(ServeEvent.Sample sample, UUID versionId, String answer) {
        jdbc.sql("""
                        insert into serving.sample (id, time, key_id, project_id, endpoint_id, deployment_id, version_id,
                                                    purpose, input, scores, answer)
                        values (:id, :time, :key_id, :project_id, :endpoint_id, :deployment_id, :version_id, :purpose,
                                :input, :scores, :answer)
                        on conflict (id) do nothing
                        """)
                .param("id", sample.id())
                .param("time", Timestamp.from(sample.time()))
                .param("key_id", sample.keyId())
                .param("project_id", sample.projectId())
                .param("endpoint_id", sample.endpointId())
                .param("deployment_id", sample.deploymentId())
                .param("version_id", versionId)
                .param("purpose", sample.purpose())
                .param("input", sample.input().toArray(Double[]::new))
                .param("scores", sample.scores().toArray(Double[]::new))
                .param("answer", answer)
                .update();
    }

    Optional<Sample> sample(UUID id) {
        return jdbc.sql("select * from serving.sample where id = :id")
                .param("id", id)
                .query(SAMPLE)
                .optional();
    }

    /// Whether this correction was there before.
    boolean has(UUID id) {
        return jdbc.sql("select exists (select 1 from serving.correction where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// Nothing where it is there already.
    void insert(NewCorrection correction) {
        jdbc.sql("""
                        insert into serving.correction (id, time, key_id, said_by, endpoint_id, sample_id, label, state,
                                                        reason)
                        values (:id, :time, :key_id, :said_by, :endpoint_id, :sample_id, :label, :state, cast(:reason as jsonb))
                        on conflict (id) do nothing
                        """)
                .param("id", correction.id())
                .param("time", Timestamp.from(correction.time()))
                .param("key_id", correction.keyId())
                .param("said_by", correction.saidBy())
                .param("endpoint_id", correction.endpointId())
                .param("sample_id", correction.sampleId())
                .param("label", correction.label())
                .param("state", correction.state().name())
                .param("reason", ReasonColumn.write(correction.reason()))
                .update();
    }

    /// Makes what happens to one sample's corrections happen one after the other.
    void lockSample(UUID sampleId) {
        jdbc.sql("select id from serving.sample where id = :id for update")
                .param("id", sampleId)
                .query(UUID.class)
                .optional();
    }

    /// Whether a correction of this sample is on its way into the dataset or there.
    boolean isTaken(UUID sampleId) {
        return jdbc.sql("""
                        select exists (select 1 from serving.correction
                                       where sample_id = :sample_id and state in ('CLAIMED', 'ACCEPTED'))
                        """).param("sample_id", sampleId).query(Boolean.class).single();
    }

    void rejectWaitingOf(UUID sampleId, Reason reason) {
        jdbc.sql("""
                        update serving.correction set state = 'REJECTED', reason = cast(:reason as jsonb), decided_at = now()
                        where sample_id = :sample_id and state = 'WAITING'
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("sample_id", sampleId)
                .update();
    }

    Optional<Correction> find(UUID id) {
        return jdbc.sql(CORRECTIONS + " where c.id = :id")
                .param("id", id)
                .query(CORRECTION)
                .optional();
    }

    /// The oldest first, from the one after `after`.
    List<Correction> list(UUID endpointId, Correction.@Nullable State state, @Nullable UUID after, int limit) {
        return jdbc.sql(CORRECTIONS + """
                         where c.endpoint_id = :endpoint_id
                           and (cast(:state as text) is null or c.state = :state)
                           and (cast(:after as uuid) is null or c.id > :after)
                         order by c.id limit :limit
                        """)
                .param("endpoint_id", endpointId)
                .param("state", state == null ? null : state.name())
                .param("after", after)
                .param("limit", limit)
                .query(CORRECTION)
                .list();
    }

    /// The waiting ones among `ids`, or all that wait at the endpoint; locked, the oldest first.
    ///
    /// @param ids null for all
    List<UUID> lockWaiting(UUID endpointId, @Nullable List<UUID> ids, int limit) {
        return jdbc.sql("""
                        select id from serving.correction
                        where endpoint_id = :endpoint_id and state = 'WAITING'
                          and (cast(:ids as uuid[]) is null or id = any(:ids))
                        order by id limit :limit for update
                        """)
                .param("endpoint_id", endpointId)
                .param("ids", ids == null ? null : ids.toArray(UUID[]::new))
                .param("limit", limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// By correction, the model version that had answered.
    Map<UUID, UUID> versions(List<UUID> ids) {
        Map<UUID, UUID> versions = new LinkedHashMap<>();
        jdbc.sql("""
                        select c.id, s.version_id from serving.correction c
                        join serving.sample s on s.id = c.sample_id
                        where c.id = any(:ids) order by c.id
                        """).param("ids", ids.toArray(UUID[]::new)).query((RowCallbackHandler)
                row -> versions.put(row.getObject("id", UUID.class), row.getObject("version_id", UUID.class)));
        return versions;
    }

    void claim(List<UUID> ids, UUID acceptanceId) {
        jdbc.sql("""
                        update serving.correction set state = 'CLAIMED', acceptance_id = :acceptance_id
                        where id = any(:ids) and state = 'WAITING'
                        """)
                .param("acceptance_id", acceptanceId)
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    List<Correction> ofAcceptance(UUID acceptanceId) {
        return jdbc.sql(CORRECTIONS + " where c.acceptance_id = :acceptance_id and c.state = 'CLAIMED' order by c.id")
                .param("acceptance_id", acceptanceId)
                .query(CORRECTION)
                .list();
    }

    void accept(List<UUID> ids, int datasetVersion, String decidedBy) {
        jdbc.sql("""
                        update serving.correction set state = 'ACCEPTED', dataset_version = :dataset_version,
                               decided_by = :decided_by, decided_at = now()
                        where id = any(:ids)
                        """)
                .param("dataset_version", datasetVersion)
                .param("decided_by", decidedBy)
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    void reject(List<UUID> ids, Reason reason, String decidedBy) {
        jdbc.sql("""
                        update serving.correction set state = 'REJECTED', reason = cast(:reason as jsonb), decided_by = :decided_by,
                               decided_at = now()
                        where id = any(:ids) and state in ('WAITING', 'CLAIMED')
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("decided_by", decidedBy)
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    /// What an acceptance had claimed waits again.
    void release(UUID acceptanceId) {
        jdbc.sql("""
                        update serving.correction set state = 'WAITING', acceptance_id = null
                        where acceptance_id = :acceptance_id and state = 'CLAIMED'
                        """).param("acceptance_id", acceptanceId).update();
    }

    /// Rejects what waits of all that the key fed back.
    ///
    /// @return how many
    int rejectWaitingOfKey(UUID keyId, Reason reason, String decidedBy) {
        return jdbc.sql("""
                        update serving.correction c set state = 'REJECTED', reason = cast(:reason as jsonb), decided_by = :decided_by,
                               decided_at = now()
                        where c.state = 'WAITING'
                          and (c.key_id = :key_id
                               or c.sample_id in (select id from serving.sample where key_id = :key_id))
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("decided_by", decidedBy)
                .param("key_id", keyId)
                .update();
    }

    /// How many of what the key fed back are in dataset versions or on their way there.
    int takenOfKey(UUID keyId) {
        return jdbc.sql("""
                        select count(*) from serving.correction c
                        where c.state in ('CLAIMED', 'ACCEPTED')
                          and (c.key_id = :key_id
                               or c.sample_id in (select id from serving.sample where key_id = :key_id))
                        """).param("key_id", keyId).query(Integer.class).single();
    }

    private static Correction correction(ResultSet row) throws SQLException {
        return new Correction(
                row.getObject("id", UUID.class),
                row.getTimestamp("time").toInstant(),
                row.getObject("endpoint_id", UUID.class),
                row.getObject("key_id", UUID.class),
                row.getString("said_by"),
                row.getObject("sample_id", UUID.class),
                row.getString("label"),
                row.getString("answer"),
                row.getDouble("score"),
                row.getString("purpose"),
                Correction.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                row.getObject("acceptance_id", UUID.class),
                row.getObject("dataset_version", Integer.class),
                row.getString("decided_by"),
                TimeColumn.read(row, "decided_at"));
    }

    private static List<Double> doubles(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((Double[]) array.getArray());
    }
}
