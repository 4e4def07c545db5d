package org.dure.server.tracking.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.dure.server.ServerTest;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.Points;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A database of its own, as a data folder of the first version left it.
@Tag("long")
@ServerTest
class MetricMigrationTest {

    @Autowired
    DataSource server;

    @Test
    void points_of_an_older_data_folder_are_all_there_in_order() throws Exception {
        HikariDataSource pool = server.unwrap(HikariDataSource.class);
        String name = "older_" + UUID.randomUUID().toString().replace("-", "");
        JdbcClient.create(server).sql("create database " + name).update();
        DataSource older = new DriverManagerDataSource(
                pool.getJdbcUrl().replace("/postgres?", "/" + name + "?"), pool.getUsername(), pool.getPassword());
        FluentConfiguration flyway = Flyway.configure()
                .dataSource(older)
                .schemas("tracking")
                .defaultSchema("tracking")
                .locations("classpath:db/tracking");
        flyway.target("1").load().migrate();
        JdbcClient jdbc = JdbcClient.create(older);
        fill(jdbc);
        flyway.target("latest").load().migrate();

        Map<Integer, Points> byKey = new HashMap<>();
        jdbc.sql("select data from tracking.journal where settled order by seq")
                .query((row, number) -> row.getBytes("data"))
                .list()
                .forEach(data -> JournalFormat.read(data, byKey));
        Points points = byKey.get(key(jdbc, "b"));
        assertThat(points.size()).isEqualTo(10_001);
        for (int index = 0; index < 10_000; index++) {
            assertThat(points.metric(index).step()).isEqualTo(index);
            assertThat(points.value(index)).isEqualTo(index / 3.0);
        }
        assertThat(points.value(10_000)).isNaN();
        assertThat(jdbc.sql("select n from tracking.series where key_id = ?")
                        .param(key(jdbc, "b"))
                        .query(Long.class)
                        .single())
                .isEqualTo(10_001);
        assertThat(jdbc.sql("select sum(points) from tracking.journal")
                        .query(Long.class)
                        .single())
                .isEqualTo(10_001);
    }

    private static int key(JdbcClient jdbc, String key) {
        return jdbc.sql("select id from tracking.metric_key where key = ?")
                .param(key)
                .query(Integer.class)
                .single();
    }

    private static void fill(JdbcClient jdbc) {
        for (String statement : new String[] {
            """
            insert into tracking.experiment (project_id, name, created_ms, updated_ms)
            values (gen_random_uuid(), 'old', 1, 1)
            """, """
            insert into tracking.run (uuid, project_id, experiment_id, name, user_name, status, started_ms)
            select 'r', e.project_id, e.id, 'old', 'kim', 'FINISHED', 1 from tracking.experiment e
            """, """
            insert into tracking.series (run_id, key, n, first_step, first_ms, first_value, last_step, last_ms, last_value)
            select r.id, 'b', 10001, 0, 0, 0, 10000, 10000, 'NaN' from tracking.run r
            """, "insert into tracking.series (run_id, key) select r.id, 'empty' from tracking.run r", """
            insert into tracking.point (series_id, step, ms, value)
            select s.id, i, i * 7, case when i = 10000 then 'NaN' else i / 3.0::float8 end
            from tracking.series s cross join generate_series(0, 10000) as i where s.key = 'b'
            """
        }) {
            jdbc.sql(statement).update();
        }
    }
}
