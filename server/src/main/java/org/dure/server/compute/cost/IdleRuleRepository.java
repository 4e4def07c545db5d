package org.dure.server.compute.cost;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the rules of projects for idle sessions.
@Repository
class IdleRuleRepository {

    private final JdbcClient jdbc;

    IdleRuleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<IdleRule> find(UUID projectId) {
        return jdbc.sql("select idle_seconds, busy_cpus from compute.idle_rule where project_id = :project_id")
                .param("project_id", projectId)
                .query((row, number) -> new IdleRule(row.getLong("idle_seconds") / 60, row.getDouble("busy_cpus")))
                .optional();
    }

    void put(UUID projectId, long idleSeconds, double busyCpus, String by, Instant now) {
        jdbc.sql("""
                        insert into compute.idle_rule (project_id, idle_seconds, busy_cpus, changed_by, changed_at)
                        values (:project_id, :idle_seconds, :busy_cpus, :by, :now)
                        on conflict (project_id) do update set idle_seconds = excluded.idle_seconds,
                            busy_cpus = excluded.busy_cpus, changed_by = excluded.changed_by,
                            changed_at = excluded.changed_at
                        """)
                .param("project_id", projectId)
                .param("idle_seconds", idleSeconds)
                .param("busy_cpus", busyCpus)
                .param("by", by)
                .param("now", Timestamp.from(now))
                .update();
    }

    void remove(UUID projectId) {
        jdbc.sql("delete from compute.idle_rule where project_id = :project_id")
                .param("project_id", projectId)
                .update();
    }

    /// Nobody is idle for what he did before the rule: its first look is the beginning.
    void beginAnew(UUID projectId, Instant now) {
        jdbc.sql("""
                        update compute.attempt_cost set busy_at = :now, mark_at = null where attempt_id in (
                            select a.id from compute.attempt a join compute.session s on s.id = a.session_id
                            where s.project_id = :project_id and a.fenced_at is null)
                        """)
                .param("now", Timestamp.from(now))
                .param("project_id", projectId)
                .update();
    }
}
