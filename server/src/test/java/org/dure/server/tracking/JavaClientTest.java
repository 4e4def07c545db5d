package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.ModelRegistry.RegisteredModel;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.RunsPage;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/// MLflow's client for Java, unmodified. What it does with files needs Python and is left to `PythonClientTest`.
@ServerTest
@Import(Api.class)
class JavaClientTest {

    @Autowired
    Api api;

    private MlflowClient client;

    @BeforeEach
    void a_client() {
        Api.Caller member = api.member(api.newProject(), "MEMBER");
        client = new MlflowClient(new BasicMlflowHostCreds(api.uri("").toString(), member.token()));
    }

    @Test
    void experiments_are_made_found_renamed_deleted_and_restored() {
        String id = client.createExperiment("of java");
        assertThat(client.getExperiment(id).getName()).isEqualTo("of java");
        client.setExperimentTag(id, "lines", "one\ntwo");
        assertThat(client.getExperiment(id).getTags(0).getValue()).isEqualTo("one\ntwo");
        client.renameExperiment(id, "renamed");
        assertThat(client.getExperimentByName("renamed").orElseThrow().getExperimentId())
                .isEqualTo(id);
        client.deleteExperiment(id);
        assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        client.restoreExperiment(id);
        assertThat(client.searchExperiments("name = 'renamed'").getItems()).hasSize(1);
        assertThat(client.getExperimentByName("nobody's")).isEmpty();
        assertThatThrownBy(() -> client.createExperiment("renamed"))
                .isInstanceOf(MlflowClientException.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void runs_log_and_are_searched() {
        String experiment = client.createExperiment("of java");
        RunInfo first = client.createRun(experiment);
        client.logParam(first.getRunId(), "depth", "5");
        client.logMetric(first.getRunId(), "accuracy", 0.1);
        client.logMetric(first.getRunId(), "accuracy", 0.4, 1_000, 3);
        client.logMetric(first.getRunId(), "broken", Double.NaN);
        client.setTag(first.getRunId(), "owner", "kim");
        RunInfo second = client.createRun(CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setStartTime(5)
                .setUserId("lee")
                .build());
        client.logBatch(
                second.getRunId(),
                List.of(Metric.newBuilder()
                        .setKey("accuracy")
                        .setValue(0.9)
                        .setTimestamp(7)
                        .setStep(1)
                        .build()),
                List.of(Param.newBuilder().setKey("depth").setValue("15").build()),
                List.of(RunTag.newBuilder().setKey("owner").setValue("lee").build()));
        client.setTerminated(second.getRunId(), RunStatus.FINISHED);

        Run kept = client.getRun(second.getRunId());
        assertThat(kept.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(kept.getInfo().getUserId()).isEqualTo("lee");
        assertThat(kept.getInfo().getStartTime()).isEqualTo(5);
        assertThat(kept.getData().getMetrics(0).getValue()).isEqualTo(0.9);
        assertThat(found(experiment, "metrics.accuracy > 0.5")).containsExactly(second.getRunId());
        assertThat(found(experiment, "params.depth = '5' and tag.owner != 'lee'"))
                .containsExactly(first.getRunId());

        RunsPage page =
                client.searchRuns(List.of(experiment), "", ViewType.ACTIVE_ONLY, 1, List.of("metrics.accuracy"));
        assertThat(page.getItems()).hasSize(1);
        assertThat(page.getNextPageToken()).isPresent();
        assertThat(((RunsPage) page.getNextPage())
                        .getItems()
                        .iterator()
                        .next()
                        .getInfo()
                        .getRunId())
                .isEqualTo(second.getRunId());

        client.deleteTag(first.getRunId(), "owner");
        assertThatThrownBy(() -> client.deleteTag(first.getRunId(), "owner"))
                .hasMessageContaining("No tag with name: owner in run with id " + first.getRunId());
        assertThatThrownBy(() -> client.deleteTag("nobody's", "owner"))
                .hasMessageContaining("Run 'nobody's' not found");
        client.deleteRun(first.getRunId());
        assertThat(client.getRun(first.getRunId()).getInfo().getLifecycleStage())
                .isEqualTo("deleted");
        client.restoreRun(first.getRunId());
        assertThat(client.getRun(first.getRunId()).getInfo().getLifecycleStage())
                .isEqualTo("active");
    }

    @Test
    void the_history_of_a_metric_comes_whole() {
        RunInfo run = client.createRun(client.createExperiment("of java"));
        for (int batch = 0; batch < 2; batch++) {
            List<Metric> points = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                long step = batch * 1_000L + i;
                points.add(Metric.newBuilder()
                        .setKey("loss")
                        .setValue(step)
                        .setTimestamp(step)
                        .setStep(step)
                        .build());
            }
            client.logBatch(run.getRunId(), points, List.of(), List.of());
        }
        List<Metric> history = client.getMetricHistory(run.getRunId(), "loss");
        assertThat(history).hasSize(2_000);
        assertThat(history.getLast().getStep()).isEqualTo(1_999);
    }

    @Test
    void models_are_registered() {
        client.sendPost("registered-models/create", "{\"name\": \"java's\"}");
        RegisteredModel model = client.getRegisteredModel("java's");
        assertThat(model.getName()).isEqualTo("java's");
        assertThat(client.getLatestVersions("java's")).isEmpty();
        assertThat(client.searchModelVersions("name = 'nobody'").getItems()).isEmpty();
    }

    private List<String> found(String experiment, String filter) {
        return client.searchRuns(List.of(experiment), filter).stream()
                .map(run -> run.getRunId())
                .toList();
    }
}
