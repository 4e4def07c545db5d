package org.dure.server.tracking.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.metric.MetricStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over runs, their parameters and tags, but for searching (`RunSearch`) and metrics (`MetricStore`).
@Repository
public class RunRepository {

    /// What a writer must know of a run, without all that it has logged.
    public record Handle(
            long rowId,
            String id,
            UUID projectId,
            long experimentId,
            @Nullable UUID problemId,
            @Nullable UUID sessionId,
            boolean nested,
            RunStatus status,
            boolean deleted,
            boolean sessionEnded) {}

    /// A run to be made.
    public record NewRun(
            String id,
            UUID projectId,
            long experimentId,
            @Nullable UUID problemId,
            @Nullable UUID sessionId,
            boolean nested,
            String name,
            String userName,
            long startedMs) {}

    private static final RowMapper<Handle> HANDLE = (row, number) -> new Handle(
            row.getLong("id"),
            row.getString("uuid"),
            row.getObject("project_id", UUID.class),
            row.getLong("experiment_id"),
            row.getObject("problem_id", UUID.class),
            row.getObject("session_id", UUID.class),
            row.getBoolean("nested"),
            RunStatus.valueOf(row.getString("status")),
            row.getBoolean("deleted"),
            row.getBoolean("session_ended"));

    private final JdbcClient jdbc;
    private final MetricStore metrics;

    RunRepository(JdbcClient jdbc, MetricStore metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    public Optional<Handle> find(String id) {
        return jdbc.sql("select * from tracking.run where uuid = :id")
                .param("id", id)
                .query(HANDLE)
                .optional();
    }

    /// Keeps the run's row from being changed until the transaction ends.
    Optional<Handle> lockShared(String id) {
        return jdbc.sql("select * from tracking.run where uuid = :id for share")
                .param("id", id)
                .query(HANDLE)
                .optional();
    }

    public Optional<Handle> lock(String id) {
        return jdbc.sql("select * from tracking.run where uuid = :id for no key update")
                .param("id", id)
                .query(HANDLE)
                .optional();
    }

    /// The session's own run.
    public Optional<Handle> findBySession(UUID sessionId) {
        return jdbc.sql("select * from tracking.run where session_id = :session_id and not nested")
                .param("session_id", sessionId)
                .query(HANDLE)
                .optional();
    }

    /// Runs that a session's program made beside its own and never ended.
    public List<Handle> openNested(UUID sessionId) {
        return jdbc.sql("""
                        select * from tracking.run
                        where session_id = :session_id and nested and status in ('RUNNING', 'SCHEDULED') for update
                        """).param("session_id", sessionId).query(HANDLE).list();
    }

    /// Does nothing where the session has its run already.
    public void insert(NewRun run) {
        jdbc.sql("""
                        insert into tracking.run (uuid, project_id, experiment_id, problem_id, session_id, nested,
                            name, user_name, status, started_ms)
                        values (:id, :project_id, :experiment_id, :problem_id, :session_id, :nested,
                            :name, :user_name, 'RUNNING', :started_ms)
                        on conflict (session_id) where not nested do nothing
                        """)
                .param("id", run.id())
                .param("project_id", run.projectId())
                .param("experiment_id", run.experimentId())
                .param("problem_id", run.problemId())
                .param("session_id", run.sessionId())
                .param("nested", run.nested())
                .param("name", run.name())
                .param("user_name", run.userName())
                .param("started_ms", run.startedMs())
                .update();
    }

    public void setStatus(long rowId, RunStatus status, @Nullable Long endedMs) {
        jdbc.sql("update tracking.run set status = :status, ended_ms = :ended_ms, version = version + 1 where id = :id")
                .param("status", status.name())
                .param("ended_ms", endedMs)
                .param("id", rowId)
                .update();
    }

    void setName(long rowId, String name) {
        jdbc.sql("update tracking.run set name = :name, version = version + 1 where id = :id")
                .param("name", name)
                .param("id", rowId)
                .update();
    }

    public void setSessionEnded(long rowId) {
        jdbc.sql("update tracking.run set session_ended = true where id = :id")
                .param("id", rowId)
                .update();
    }

    void setDeleted(long rowId, boolean deleted) {
        jdbc.sql(
                        "update tracking.run set deleted = :deleted, deleted_with_experiment = false, version = version + 1 where id = :id")
                .param("deleted", deleted)
                .param("id", rowId)
                .update();
    }

    /// With their experiment: only those that are not deleted already.
    public void deleteOf(long experimentId) {
        jdbc.sql("""
                        update tracking.run set deleted = true, deleted_with_experiment = true, version = version + 1
                        where experiment_id = :experiment_id and not deleted
                        """).param("experiment_id", experimentId).update();
    }

    public void restoreOf(long experimentId) {
        jdbc.sql("""
                        update tracking.run set deleted = false, deleted_with_experiment = false, version = version + 1
                        where experiment_id = :experiment_id and deleted_with_experiment
                        """).param("experiment_id", experimentId).update();
    }

    /// Marks the run as changed in what it shows.
    void touch(long rowId) {
        jdbc.sql("update tracking.run set version = version + 1 where id = :id")
                .param("id", rowId)
                .update();
    }

    /// Adds what is new.
    ///
    /// @return of those that were there, the old values
    Map<String, String> addParams(long rowId, Map<String, String> params) {
        String[] keys = params.keySet().stream().sorted().toArray(String[]::new);
        String[] values = java.util.Arrays.stream(keys).map(params::get).toArray(String[]::new);
        jdbc.sql("""
                        insert into tracking.param (run_id, key, value)
                        select :run_id, given.key, given.value
                        from unnest(cast(:keys as text[]), cast(:values as text[])) as given (key, value)
                        on conflict do nothing
                        """)
                .param("run_id", rowId)
                .param("keys", keys)
                .param("values", values)
                .update();
        touch(rowId);
        return pairs("""
                select key, value from tracking.param
                where run_id = :run_id and key = any(cast(:keys as text[])) limit 1000
                """, rowId, keys);
    }

    public void putTags(long rowId, Map<String, String> tags) {
        String[] keys = tags.keySet().stream().sorted().toArray(String[]::new);
        String[] values = java.util.Arrays.stream(keys).map(tags::get).toArray(String[]::new);
        jdbc.sql("""
                        insert into tracking.tag (run_id, key, value)
                        select :run_id, given.key, given.value
                        from unnest(cast(:keys as text[]), cast(:values as text[])) as given (key, value)
                        on conflict (run_id, key) do update set value = excluded.value
                        """)
                .param("run_id", rowId)
                .param("keys", keys)
                .param("values", values)
                .update();
        touch(rowId);
    }

    boolean deleteTag(long rowId, String key) {
        touch(rowId);
        return jdbc.sql("delete from tracking.tag where run_id = :run_id and key = :key")
                        .param("run_id", rowId)
                        .param("key", key)
                        .update()
                == 1;
    }

    /// The runs with all that they have logged, in the order of `ids`; those that are not there are left out.
    List<Run> load(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Long[] keys = ids.toArray(Long[]::new);
        Map<Long, Map<String, String>> params = pairs("select run_id, key, value from tracking.param", keys);
        Map<Long, Map<String, String>> tags = pairs("select run_id, key, value from tracking.tag", keys);
        Map<Long, Map<String, Metric>> latest = metrics.latest(keys);
        Map<Long, Run> found = new LinkedHashMap<>();
        jdbc.sql("select * from tracking.run where id = any(cast(:ids as bigint[]))")
                .param("ids", keys)
                .query(row -> {
                    long id = row.getLong("id");
                    found.put(
                            id,
                            run(
                                    row,
                                    params.getOrDefault(id, Map.of()),
                                    tags.getOrDefault(id, Map.of()),
                                    latest.getOrDefault(id, Map.of())));
                });
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    private static Run run(
            ResultSet row, Map<String, String> params, Map<String, String> tags, Map<String, Metric> metrics)
            throws SQLException {
        long ended = row.getLong("ended_ms");
        return new Run(
                row.getString("uuid"),
                row.getObject("project_id", UUID.class),
                row.getObject("session_id", UUID.class),
                row.getObject("problem_id", UUID.class),
                row.getLong("experiment_id"),
                row.getBoolean("nested"),
                row.getString("name"),
                row.getString("user_name"),
                row.getString("status"),
                Instant.ofEpochMilli(row.getLong("started_ms")),
                ended == 0 ? null : Instant.ofEpochMilli(ended),
                row.getBoolean("deleted"),
                params,
                tags,
                metrics);
    }

    private Map<Long, Map<String, String>> pairs(String select, Long[] ids) {
        Map<Long, Map<String, String>> found = new LinkedHashMap<>();
        jdbc.sql(select + " where run_id = any(cast(:ids as bigint[])) order by run_id, key")
                .param("ids", ids)
                .query(row -> {
                    found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                            .put(row.getString("key"), row.getString("value"));
                });
        return found;
    }

    private Map<String, String> pairs(String select, long rowId, String[] keys) {
        Map<String, String> found = new LinkedHashMap<>();
        jdbc.sql(select).param("run_id", rowId).param("keys", keys).query(row -> {
            found.put(row.getString("key"), row.getString("value"));
        });
        return found;
    }
}
