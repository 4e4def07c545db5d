package org.dure.server.tracking.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.tracking.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
@Import(Api.class)
class MetricStoreTest {

    private static final String WIRE = "/api/2.0/mlflow";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MetricStore store;

    @Autowired
    Compactor compactor;

    @Autowired
    RunMetrics many;

    @Autowired
    TransactionTemplate transaction;

    private long run;

    @BeforeEach
    void a_new_run() {
        Api.Caller member = api.member(api.newProject(), "MEMBER");
        String id = member.post(WIRE + "/runs/create", "{\"experiment_id\":\"0\"}")
                .expect(200)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        run = jdbc.sql("select id from tracking.run where uuid = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    private List<Metric> history(String key) {
        List<Metric> found = new ArrayList<>();
        store.curve(run, key).forEach(points -> {
            for (int index = 0; index < points.size(); index++) {
                found.add(points.metric(index));
            }
        });
        return found;
    }

    private void log(String key, Metric... metrics) {
        Batch batch = new Batch();
        for (Metric metric : metrics) {
            batch.add(key, metric.step(), metric.ms(), metric.value());
        }
        store.append(run, 0, batch);
    }

    @Test
    void each_point_stands_once_and_in_the_order_of_logging_however_often_the_run_is_compacted() {
        Random random = new Random(3);
        List<String> keys = List.of("walk-a", "walk-b", "walk-c");
        List<Set<Metric>> expected =
                keys.stream().<Set<Metric>>map(key -> new LinkedHashSet<>()).toList();
        for (int turn = 0; turn < 40; turn++) {
            Batch batch = new Batch();
            for (int count = 0; count < 400; count++) {
                int key = Math.min(2, random.nextInt(30));
                long step = turn % 4 == 3 ? random.nextInt(turn * 400) : turn * 400L + count;
                double value = random.nextInt(50) == 0 ? Double.NaN : random.nextInt(3);
                Metric metric = new Metric(value, step / 7, step);
                batch.add(keys.get(key), metric.step(), metric.ms(), metric.value());
                expected.get(key).add(metric);
            }
            store.append(run, 0, batch);
            if (turn % 5 == 0) {
                compactor.compact(run);
            }
            if (turn % 7 == 0) {
                store.append(run, 0, batch);
            }
            for (int key = 0; key < keys.size(); key++) {
                assertThat(counted(keys.get(key))).isEqualTo(expected.get(key).size());
            }
        }
        for (int round = 0; round < 2; round++) {
            for (int key = 0; key < keys.size(); key++) {
                assertThat(history(keys.get(key))).containsExactlyElementsOf(expected.get(key));
            }
            compactor.compact(run);
        }
        for (int key = 0; key < keys.size(); key++) {
            assertThat(counted(keys.get(key))).isEqualTo(expected.get(key).size());
        }
    }

    @Test
    void a_point_that_is_sent_again_counts_once_from_the_moment_it_is_read() {
        Metric first = new Metric(0.5, 7, 1);
        log("again", first, first, new Metric(Double.NaN, 8, 2), new Metric(0.0, 8, 3));
        assertThat(counted("again")).isEqualTo(3);
        log("again", first, new Metric(Double.NaN, 8, 2), new Metric(-0.0, 8, 3), new Metric(0.5, 7, 2));
        assertThat(counted("again")).isEqualTo(4);
        compactor.compact(run);
        log("again", first, new Metric(1, 9, 4), new Metric(0.25, 7, 1));
        assertThat(counted("again")).isEqualTo(6);
    }

    @Test
    void a_count_that_an_older_version_left_too_high_is_mended_when_the_run_is_folded() {
        log("counted twice", new Metric(1, 1, 1), new Metric(2, 2, 2));
        assertThat(counted("counted twice")).isEqualTo(2);
        jdbc.sql("update tracking.series set n = 4 where run_id = ?").param(run).update();
        compactor.compact(run);
        assertThat(counted("counted twice")).isEqualTo(2);
    }

    private long counted(String key) {
        return store.series(run, key).map(Series::n).orElse(0L);
    }

    @Test
    void a_page_of_a_long_series_is_that_part_of_it() {
        for (int batch = 0; batch < 12; batch++) {
            Metric[] metrics = new Metric[1000];
            for (int index = 0; index < metrics.length; index++) {
                metrics[index] = new Metric(index, 5, 1000L * batch + index);
            }
            log("paged", metrics);
            if (batch == 9) {
                compactor.compact(run);
            }
        }
        Curve curve = store.curve(run, "paged");
        assertThat(curve.size()).isEqualTo(12_000);
        for (long from : new long[] {0, 4_095, 4_096, 8_191, 9_999, 10_000, 11_999, 12_000}) {
            List<Long> steps = new ArrayList<>();
            curve.read(from, 3, points -> {
                for (int index = 0; index < points.size(); index++) {
                    steps.add(points.step(index));
                }
            });
            assertThat(steps).hasSize((int) Math.min(3, 12_000 - from));
            assertThat(steps).allMatch(step -> step >= from && step < from + 3);
        }
    }

    @Test
    void the_sums_follow_mlflows_rules() {
        log("sums", new Metric(5, 1, 2), new Metric(Double.NaN, 1, 3), new Metric(1, 9, 3), new Metric(7, 9, 3));
        log("sums", new Metric(-4, 1, 1), new Metric(Double.POSITIVE_INFINITY, 1, 0), new Metric(-4, 1, 0));
        Series series = store.series(run, "sums").orElseThrow();
        assertThat(series.last()).isEqualTo(new Metric(7, 9, 3));
        assertThat(series.first()).isEqualTo(new Metric(-4, 1, 0));
        assertThat(series.min()).isEqualTo(new Series.Extreme(-4, 0));
        assertThat(series.max()).isEqualTo(new Series.Extreme(Double.MAX_VALUE, 0));
        log("sums", new Metric(Double.NaN, 9, 3));
        assertThat(store.series(run, "sums").orElseThrow().last().value()).isNaN();
        log("nothing but NaN", new Metric(Double.NaN, 1, 1));
        assertThat(store.series(run, "nothing but NaN").orElseThrow().min()).isNull();
    }

    @Test
    void many_writers_at_once_lose_nothing() {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int own = writer;
            writers.add(CompletableFuture.runAsync(() -> {
                for (int turn = 0; turn < 25; turn++) {
                    log("shared", new Metric(own, turn, turn), new Metric(own, turn, turn + 1000L));
                    if (turn % 10 == own) {
                        compactor.compact(run);
                    }
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
        assertThat(store.series(run, "shared").orElseThrow().n()).isEqualTo(400);
        assertThat(history("shared")).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void a_folding_that_is_cut_off_changes_nothing() {
        log("cut", new Metric(1, 1, 1), new Metric(2, 2, 2));
        transaction.executeWithoutResult(status -> {
            compactor.compact(run);
            status.setRollbackOnly();
        });
        log("cut", new Metric(3, 3, 3));
        assertThat(history("cut")).extracting(Metric::step).containsExactly(1L, 2L, 3L);
        compactor.compact(run);
        assertThat(history("cut")).extracting(Metric::step).containsExactly(1L, 2L, 3L);
        assertThat(store.series(run, "cut").orElseThrow().n()).isEqualTo(3);
    }

    @Test
    void a_value_at_a_step_is_found_at_rest_and_in_the_journal() {
        log("at", new Metric(1, 1, 5), new Metric(2, 2, 5));
        compactor.compact(run);
        assertThat(many.at(new Long[] {run}, "at", 5)).containsEntry(run, 2.0);
        log("at", new Metric(3, 3, 5));
        assertThat(many.at(new Long[] {run}, "at", 5)).containsEntry(run, 3.0);
        assertThat(many.at(new Long[] {run}, "at", 6)).isEmpty();
    }
}
