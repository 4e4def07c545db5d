package org.dure.server.serving.usage;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.dure.base.serving.ServeEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.usage_event`.
@Repository
class UsageRepository {

    /// The calls of one day (UTC) with one key and one status.
    ///
    /// @param keyId         null for try-it tokens
    /// @param modelRows     rows that the model answered
    /// @param latencyUsMean in microseconds
    record Row(
            LocalDate day,
            @Nullable UUID keyId,
            @Nullable String keyName,
            int status,
            long calls,
            long modelRows,
            long latencyUsMean) {}

    private final JdbcClient jdbc;

    UsageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Nothing where the event is there already.
    void insert(ServeEvent.Usage event) {
        jdbc.sql("""
                        insert into serving.usage_event (id, time, key_id, project_id, endpoint_id, deployment_id,
                                                         model_version, status, row_count, latency_us)
                        values (:id, :time, :key_id, :project_id, :endpoint_id, :deployment_id, :model_version, :status,
                                :row_count, :latency_us)
                        on conflict (id) do nothing
                        """)
                .param("id", event.id())
                .param("time", Timestamp.from(event.time()))
                .param("key_id", event.keyId())
                .param("project_id", event.projectId())
                .param("endpoint_id", event.endpointId())
                .param("deployment_id", event.deploymentId())
                .param("model_version", event.modelVersion())
                .param("status", event.status())
                .param("row_count", event.rows())
                .param("latency_us", event.latencyUs())
                .update();
    }

    /// The newest day first.
    ///
    /// @param from the first day
    /// @param to   the last day
    List<Row> byDay(UUID endpointId, LocalDate from, LocalDate to) {
        return jdbc.sql("""
                        select cast(u.time at time zone 'UTC' as date) as day, u.key_id, k.name as key_name, u.status,
                               count(*) as calls, sum(u.row_count) as model_rows,
                               cast(avg(u.latency_us) as bigint) as latency_us_mean
                        from serving.usage_event u left join serving.api_key k on k.id = u.key_id
                        where u.endpoint_id = :endpoint_id and u.time >= :from and u.time < :to
                        group by 1, 2, 3, 4 order by 1 desc, calls desc, u.key_id, u.status
                        """)
                .param("endpoint_id", endpointId)
                .param("from", beginning(from))
                .param("to", beginning(to.plusDays(1)))
                .query((row, number) -> new Row(
                        row.getObject("day", LocalDate.class),
                        row.getObject("key_id", UUID.class),
                        row.getString("key_name"),
                        row.getInt("status"),
                        row.getLong("calls"),
                        row.getLong("model_rows"),
                        row.getLong("latency_us_mean")))
                .list();
    }

    private static OffsetDateTime beginning(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }
}
