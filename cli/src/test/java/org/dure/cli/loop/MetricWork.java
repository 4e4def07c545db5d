package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/// Logs metrics to one run, fast enough that its journal is folded into chunks again and again meanwhile. A batch that
/// was not answered is sent again, as MLflow's clients do, and may then have been kept already.
final class MetricWork implements Work {

    private static final String WIRE = "/api/2.0/mlflow";
    private static final int POINTS = 500;
    private static final int WIDE_KEYS = 50;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Client client;
    private final String run;
    private long batches;

    MetricWork(Client client) throws InterruptedException {
        this.client = client;
        String experiment = client.post(WIRE + "/experiments/create", Map.of("name", "killed"))
                .path("experiment_id")
                .asString();
        run = client.post(WIRE + "/runs/create", Map.of("experiment_id", experiment))
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
    }

    @Override
    public void step() throws InterruptedException {
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (int point = 0; point < POINTS; point++) {
            metrics.add(metric("steady", batches * POINTS + point));
        }
        for (int key = 0; key < WIDE_KEYS; key++) {
            metrics.add(metric("wide-" + key, batches));
        }
        client.post(WIRE + "/runs/log-batch", Map.of("run_id", run, "metrics", metrics));
        batches++;
        Thread.sleep(20);
    }

    private static Map<String, Object> metric(String key, long step) {
        return Map.of("key", key, "value", step / 2.0, "timestamp", 1_000 + step, "step", step);
    }

    @Override
    public void verify() throws InterruptedException {
        assertThat(steps("steady"))
                .as("points acknowledged before and after kills")
                .containsExactlyElementsOf(
                        LongStream.range(0, batches * POINTS).boxed().toList());
        assertThat(steps("wide-7"))
                .containsExactlyElementsOf(LongStream.range(0, batches).boxed().toList());
        client.post(WIRE + "/runs/update", Map.of("run_id", run, "status", "FINISHED"));
        Boolean right = Await.until(LIMIT, () -> counted() == batches * POINTS ? true : null);
        assertThat(right)
                .as("the sum over %d points, now %d", batches * POINTS, counted())
                .isNotNull();
        assertThat(steps("steady")).hasSize((int) (batches * POINTS));
    }

    private List<Long> steps(String key) throws InterruptedException {
        List<Long> steps = new ArrayList<>();
        for (JsonNode metric : client.get(WIRE + "/metrics/get-history?run_id=" + run + "&metric_key=" + key)
                .path("metrics")) {
            assertThat(metric.path("value").doubleValue())
                    .isEqualTo(metric.path("step").longValue() / 2.0);
            steps.add(metric.path("step").longValue());
        }
        return steps;
    }

    /// What the series says that there is; what was sent twice counts once when the run has been folded.
    private long counted() throws InterruptedException {
        for (JsonNode series : client.get("/api/v1/runs/" + run + "/series").path("items")) {
            if (series.path("key").asString().equals("steady")) {
                return series.path("n").longValue();
            }
        }
        return 0;
    }

    @Override
    public String figures() {
        return "metrics: " + batches * (POINTS + WIDE_KEYS) + " points acknowledged";
    }
}
