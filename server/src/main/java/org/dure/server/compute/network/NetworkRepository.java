package org.dure.server.compute.network;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the hosts that projects allow.
@Repository
class NetworkRepository {

    private final JdbcClient jdbc;

    NetworkRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<String> hosts(UUID projectId) {
        return jdbc.sql("select host from compute.network_host where project_id = :project_id order by host")
                .param("project_id", projectId)
                .query((row, number) -> row.getString("host"))
                .list();
    }

    /// Within the caller's transaction. Those that stay keep who has added them.
    void put(UUID projectId, List<String> hosts, String by, Instant now) {
        jdbc.sql("""
                        delete from compute.network_host
                        where project_id = :project_id and host <> all (cast(:hosts as text[]))
                        """)
                .param("project_id", projectId)
                .param("hosts", hosts.toArray(String[]::new))
                .update();
        for (String host : hosts) {
            jdbc.sql("""
                            insert into compute.network_host (project_id, host, added_by, added_at)
                            values (:project_id, :host, :by, :now) on conflict do nothing
                            """)
                    .param("project_id", projectId)
                    .param("host", host)
                    .param("by", by)
                    .param("now", Timestamp.from(now))
                    .update();
        }
    }
}
