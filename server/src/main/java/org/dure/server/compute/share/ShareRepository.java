package org.dure.server.compute.share;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over shares, and over what of a month is used.
@Repository
class ShareRepository {

    private final JdbcClient jdbc;

    ShareRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Share> all() {
        return jdbc.sql("select project_id, weight, gpus_max, cpus_max, gpu_hours_per_month from compute.share")
                .query((row, number) -> new Share(
                        row.getObject("project_id", UUID.class),
                        row.getDouble("weight"),
                        row.getObject("gpus_max", Integer.class),
                        row.getObject("cpus_max", Integer.class),
                        row.getObject("gpu_hours_per_month", Double.class)))
                .list();
    }

    void put(Share share, String by) {
        jdbc.sql("""
                        insert into compute.share (project_id, weight, gpus_max, cpus_max, gpu_hours_per_month, set_by)
                        values (:project_id, :weight, cast(:gpus_max as int), cast(:cpus_max as int),
                                cast(:gpu_hours_per_month as double precision), :set_by)
                        on conflict (project_id) do update set weight = excluded.weight, gpus_max = excluded.gpus_max,
                            cpus_max = excluded.cpus_max, gpu_hours_per_month = excluded.gpu_hours_per_month,
                            set_by = excluded.set_by, set_at = now()
                        """)
                .param("project_id", share.projectId())
                .param("weight", share.weight())
                .param("gpus_max", share.gpusMax())
                .param("cpus_max", share.cpusMax())
                .param("gpu_hours_per_month", share.gpuHoursPerMonth())
                .param("set_by", by)
                .update();
    }

    /// By project, from the leases: hours of GPUs between two times, of leases that go on up to `until`.
    Map<UUID, Double> gpuHours(Instant from, Instant until) {
        Map<UUID, Double> hours = new HashMap<>();
        jdbc.sql("""
                        select s.project_id, sum(extract(epoch from least(coalesce(l.until_time, :until), :until)
                                                        - greatest(l.from_time, :from))) / 3600 as hours
                        from compute.lease l
                        join compute.slot t on t.name = l.slot and t.kind = 'GPU'
                        join compute.attempt a on a.id = l.attempt_id
                        join compute.session s on s.id = a.session_id
                        where (l.until_time is null or l.until_time > :from) and l.from_time < :until
                        group by s.project_id
                        """)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .query((row, number) -> hours.put(row.getObject("project_id", UUID.class), row.getDouble("hours")))
                .list();
        return hours;
    }
}
