package org.dure.server.compute.sample;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.base.agent.Heartbeat;
import org.dure.base.node.GpuReading;
import org.dure.base.node.NodeReading;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over samples. A row is the mean of a minute and grows by one reading at a time.
@Repository
class SampleRepository {

    private record At(String pool, String node, Instant minute) {}

    private record GpuAt(At at, NodeSample.Gpu gpu) {}

    private final JdbcClient jdbc;

    SampleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(String pool, NodeReading reading, Instant minute) {
        jdbc.sql("""
                        insert into compute.node_sample as s
                            (pool, node, minute, samples, cores, cpu_share, memory_bytes, memory_total_bytes)
                        values (:pool, :node, :minute, 1, :cores, cast(:cpu_share as double precision), :memory_bytes,
                                :memory_total_bytes)
                        on conflict (pool, node, minute) do update set samples = s.samples + 1, cores = excluded.cores,
                            memory_total_bytes = excluded.memory_total_bytes,
                            cpu_share = coalesce((s.cpu_share * s.samples + excluded.cpu_share) / (s.samples + 1),
                                                 excluded.cpu_share, s.cpu_share),
                            memory_bytes = (s.memory_bytes * s.samples + excluded.memory_bytes) / (s.samples + 1)
                        """)
                .param("pool", pool)
                .param("node", reading.node())
                .param("minute", Timestamp.from(minute))
                .param("cores", reading.cores())
                .param("cpu_share", reading.cpuShare())
                .param("memory_bytes", reading.memoryBytes())
                .param("memory_total_bytes", reading.memoryTotalBytes())
                .update();
        reading.gpus().forEach(gpu -> add(pool, reading.node(), gpu, minute));
    }

    private void add(String pool, String node, GpuReading gpu, Instant minute) {
        jdbc.sql("""
                        insert into compute.gpu_sample as s (pool, node, uuid, minute, samples, number, name, utilisation,
                            memory_bytes, memory_total_bytes, temperature_celsius, power_watts, ecc_errors)
                        values (:pool, :node, :uuid, :minute, 1, :number, :name, cast(:utilisation as double precision),
                            cast(:memory_bytes as double precision), cast(:memory_total_bytes as bigint),
                            cast(:temperature as double precision), cast(:power as double precision),
                            cast(:ecc_errors as bigint))
                        on conflict (pool, node, uuid, minute) do update set samples = s.samples + 1,
                            number = excluded.number, name = excluded.name,
                            memory_total_bytes = excluded.memory_total_bytes, ecc_errors = excluded.ecc_errors,
                            utilisation = coalesce((s.utilisation * s.samples + excluded.utilisation)
                                / (s.samples + 1), excluded.utilisation, s.utilisation),
                            memory_bytes = coalesce((s.memory_bytes * s.samples + excluded.memory_bytes)
                                / (s.samples + 1), excluded.memory_bytes, s.memory_bytes),
                            temperature_celsius = coalesce((s.temperature_celsius * s.samples
                                + excluded.temperature_celsius) / (s.samples + 1), excluded.temperature_celsius,
                                s.temperature_celsius),
                            power_watts = coalesce((s.power_watts * s.samples + excluded.power_watts)
                                / (s.samples + 1), excluded.power_watts, s.power_watts)
                        """)
                .param("pool", pool)
                .param("node", node)
                .param("uuid", gpu.uuid())
                .param("minute", Timestamp.from(minute))
                .param("number", gpu.number())
                .param("name", gpu.name())
                .param("utilisation", gpu.utilisation())
                .param("memory_bytes", gpu.memoryBytes())
                .param("memory_total_bytes", gpu.memoryTotalBytes())
                .param("temperature", gpu.temperatureCelsius())
                .param("power", gpu.powerWatts())
                .param("ecc_errors", gpu.eccErrors())
                .update();
    }

    void add(UUID attemptId, Heartbeat heartbeat, Instant minute) {
        jdbc.sql("""
                        insert into compute.session_sample as s (attempt_id, minute, samples, cpu_seconds, memory_bytes)
                        values (:attempt_id, :minute, 1, cast(:cpu_seconds as double precision),
                                cast(:memory_bytes as double precision))
                        on conflict (attempt_id, minute) do update set samples = s.samples + 1,
                            cpu_seconds = coalesce(excluded.cpu_seconds, s.cpu_seconds),
                            memory_bytes = coalesce((s.memory_bytes * s.samples + excluded.memory_bytes)
                                / (s.samples + 1), excluded.memory_bytes, s.memory_bytes)
                        """)
                .param("attempt_id", attemptId)
                .param("minute", Timestamp.from(minute))
                .param("cpu_seconds", heartbeat.cpuSeconds())
                .param("memory_bytes", heartbeat.memoryBytes())
                .update();
    }

    /// Of each node that was sampled since, the newest minute.
    List<NodeSample> latest(Instant since) {
        return withGpus(
                "node_sample s where s.minute = (select max(n.minute) from compute.node_sample n"
                        + " where n.pool = s.pool and n.node = s.node)"
                        + " and s.minute >= :since",
                "gpu_sample s where s.minute = (select max(n.minute) from compute.gpu_sample n"
                        + " where n.pool = s.pool and n.node = s.node and n.uuid = s.uuid) and s.minute >= :since",
                Map.of("since", Timestamp.from(since)));
    }

    /// Means over `bucketSeconds`, the oldest first.
    List<NodeSample> history(Instant since, long bucketSeconds) {
        String bucket = "date_bin(make_interval(secs => " + bucketSeconds + "), minute, 'epoch')";
        return withGpus(
                "(select pool, node, " + bucket + " as minute, max(cores) as cores, avg(cpu_share) as cpu_share,"
                        + " avg(memory_bytes) as memory_bytes, max(memory_total_bytes) as memory_total_bytes"
                        + " from compute.node_sample where minute >= :since group by 1, 2, 3) s",
                "(select pool, node, uuid, " + bucket + " as minute, max(number) as number, max(name) as name,"
                        + " avg(utilisation) as utilisation, avg(memory_bytes) as memory_bytes,"
                        + " max(memory_total_bytes) as memory_total_bytes,"
                        + " avg(temperature_celsius) as temperature_celsius, avg(power_watts) as power_watts,"
                        + " max(ecc_errors) as ecc_errors"
                        + " from compute.gpu_sample where minute >= :since group by 1, 2, 3, 4) s",
                Map.of("since", Timestamp.from(since)));
    }

    List<SessionSample> ofSession(UUID sessionId) {
        return jdbc.sql("""
                        select s.minute, a.number, s.memory_bytes,
                               (s.cpu_seconds - lag(s.cpu_seconds) over w)
                                   / nullif(extract(epoch from s.minute - lag(s.minute) over w), 0) as cpu_cores
                        from compute.session_sample s join compute.attempt a on a.id = s.attempt_id
                        where a.session_id = :session_id
                        window w as (partition by s.attempt_id order by s.minute)
                        order by s.minute, a.number limit 20000
                        """)
                .param("session_id", sessionId)
                .query((row, number) -> new SessionSample(
                        row.getTimestamp("minute").toInstant(),
                        row.getInt("number"),
                        row.getObject("cpu_cores", Double.class),
                        whole(row, "memory_bytes")))
                .list();
    }

    void deleteBefore(Instant time) {
        for (String table : List.of("node_sample", "gpu_sample", "session_sample")) {
            jdbc.sql("delete from compute." + table + " where minute < :time")
                    .param("time", Timestamp.from(time))
                    .update();
        }
    }

    private List<NodeSample> withGpus(String nodes, String gpus, Map<String, ?> parameters) {
        Map<At, List<NodeSample.Gpu>> byNode = jdbc
                .sql("select s.* from " + qualified(gpus) + " order by s.pool, s.node, s.minute, s.number")
                .params(parameters)
                .query((row, number) -> gpu(row))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        GpuAt::at, Collectors.mapping(GpuAt::gpu, Collectors.toCollection(ArrayList::new))));
        return jdbc.sql("select s.* from " + qualified(nodes) + " order by s.pool, s.node, s.minute")
                .params(parameters)
                .query((row, number) -> {
                    At at = at(row);
                    return new NodeSample(
                            at.pool(),
                            at.node(),
                            at.minute(),
                            row.getInt("cores"),
                            row.getObject("cpu_share", Double.class),
                            Math.round(row.getDouble("memory_bytes")),
                            row.getLong("memory_total_bytes"),
                            byNode.getOrDefault(at, List.of()));
                })
                .list();
    }

    private static String qualified(String from) {
        return from.startsWith("(") ? from : "compute." + from;
    }

    private static At at(ResultSet row) throws SQLException {
        return new At(
                row.getString("pool"),
                row.getString("node"),
                row.getTimestamp("minute").toInstant());
    }

    private static GpuAt gpu(ResultSet row) throws SQLException {
        return new GpuAt(
                at(row),
                new NodeSample.Gpu(
                        row.getInt("number"),
                        row.getString("uuid"),
                        row.getString("name"),
                        row.getObject("utilisation", Double.class),
                        whole(row, "memory_bytes"),
                        row.getObject("memory_total_bytes", Long.class),
                        row.getObject("temperature_celsius", Double.class),
                        row.getObject("power_watts", Double.class),
                        row.getObject("ecc_errors", Long.class)));
    }

    private static @Nullable Long whole(ResultSet row, String column) throws SQLException {
        Double value = row.getObject(column, Double.class);
        return value == null ? null : Long.valueOf(Math.round(value));
    }
}
