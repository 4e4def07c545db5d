package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Pages, orders and histories of many runs on MLflow's wire.
@ServerTest
@Import(Api.class)
class RunSearchTest {

    private static final String INTERVAL = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?metric_key=m";

    @Autowired
    Api api;

    private Api.Caller member;
    private Wire wire;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        wire = Wire.of(member, "first");
    }

    private String run(int started, String metric, String param) {
        String id = wire.newRun(",\"start_time\":" + started);
        wire.log("{\"run_id\":\"%s\",\"metrics\":[%s],\"params\":[%s]}"
                .formatted(
                        id,
                        metric.isEmpty() ? "" : "{\"key\":\"m\",\"value\":%s,\"timestamp\":1}".formatted(metric),
                        param.isEmpty() ? "" : "{\"key\":\"p\",\"value\":\"%s\"}".formatted(param)));
        return id;
    }

    @Test
    void two_quotes_stand_for_one_and_a_list_may_end_in_a_comma() {
        String first = run(1, "", "it's");
        String second = run(2, "", "");
        assertThat(found("params.p = 'it''s'")).containsExactly(first);
        assertThat(found("params.p LIKE '%''%'")).containsExactly(first);
        assertThat(found("params.p = ''")).isEmpty();
        assertThat(found("params.p != '''' AND run_id IN ('" + first + "',)")).containsExactly(first);
        assertThat(found("run_id IN ('" + first + "', '" + second + "',)")).containsExactlyInAnyOrder(first, second);
        for (String wrong : List.of("params.p = 'it'''s'", "params.p = 'a''", "run_id IN (,)", "run_id IN ('a',,)")) {
            Wire.refused(search(wrong), 400, "INVALID_PARAMETER_VALUE", "");
        }
    }

    private Api.Answer search(String filter) {
        return wire.post(
                "/runs/search", "{\"experiment_ids\":[\"%s\"],\"filter\":\"%s\"}".formatted(wire.experiment(), filter));
    }

    private List<String> found(String filter) {
        return search(filter).expect(200).json().path("runs").values().stream()
                .map(run -> run.path("info").path("run_id").asString())
                .toList();
    }

    private JsonNode page(String order, int size, String token) {
        return wire.post(
                        "/runs/search",
                        "{\"experiment_ids\":[\"%s\"],\"max_results\":%d,\"order_by\":[%s],\"page_token\":\"%s\"}"
                                .formatted(wire.experiment(), size, order.isEmpty() ? "" : "\"" + order + "\"", token))
                .expect(200)
                .json();
    }

    private List<String> pages(String order, int size) {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = page(order, size, token);
            assertThat(page.path("runs").size()).isBetween(1, size);
            ids.addAll(Wire.ids(page.path("runs")));
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        return ids;
    }

    @Test
    void in_any_order_the_pages_together_are_the_whole_with_nan_and_what_is_missing_last() {
        String missing = run(1, "", "");
        String nan = run(2, "\"NaN\"", "b");
        String low = run(3, "-1", "a");
        String high = run(4, "7.5", "c");
        String alsoHigh = run(5, "7.5", "a");
        for (int size : new int[] {1, 2, 3, 5}) {
            assertThat(pages("", size)).containsExactly(alsoHigh, high, low, nan, missing);
            assertThat(pages("metrics.m ASC", size)).containsExactly(low, alsoHigh, high, nan, missing);
            assertThat(pages("metrics.m DESC", size)).containsExactly(alsoHigh, high, low, nan, missing);
            assertThat(pages("params.p", size)).containsExactly(alsoHigh, low, nan, high, missing);
            assertThat(pages("params.p DESC", size)).containsExactly(high, nan, alsoHigh, low, missing);
            assertThat(pages("attributes.end_time", size)).hasSize(5);
        }
    }

    @Test
    void runs_that_come_meanwhile_move_nothing() {
        List<String> old = new ArrayList<>();
        for (int started = 10; started < 14; started++) {
            old.add(run(started, "", ""));
        }
        Collections.reverse(old);
        JsonNode first = page("", 2, "");
        run(20, "", "");
        JsonNode second = page("", 2, first.path("next_page_token").asString());
        assertThat(Wire.ids(first.path("runs"))).containsExactlyElementsOf(old.subList(0, 2));
        assertThat(Wire.ids(second.path("runs"))).containsExactlyElementsOf(old.subList(2, 4));
        assertThat(second.has("next_page_token")).isFalse();
    }

    @Test
    void a_token_of_another_order_or_of_nobody_is_refused() {
        run(1, "1", "");
        run(2, "2", "");
        String token = page("", 1, "").path("next_page_token").asString();
        for (String[] wrong : new String[][] {{"metrics.m", token}, {"", "bm9uc2Vuc2U"}, {"", "WyJzeCIsInNhIl0"}}) {
            Wire.refused(
                    wire.post(
                            "/runs/search",
                            "{\"experiment_ids\":[\"%s\"],\"order_by\":[%s],\"page_token\":\"%s\"}"
                                    .formatted(
                                            wire.experiment(),
                                            wrong[0].isEmpty() ? "" : "\"" + wrong[0] + "\"",
                                            wrong[1])),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "page_token");
        }
    }

    @Test
    void what_changes_of_a_run_is_seen_in_the_next_search() {
        String id = run(1, "1", "");
        assertThat(page("", 1, "").toString()).contains("\"RUNNING\"");
        for (String[] change : new String[][] {
            {"/runs/log-metric", "\"key\":\"m\",\"value\":5,\"timestamp\":9,\"step\":9", "\"step\":9"},
            {"/runs/log-parameter", "\"key\":\"late\",\"value\":\"yes\"", "\"late\""},
            {"/runs/set-tag", "\"key\":\"mark\",\"value\":\"set\"", "\"mark\""},
            {"/runs/update", "\"status\":\"FINISHED\"", "\"FINISHED\""},
            {"/runs/outputs", "\"models\":[{\"model_id\":\"m-1\",\"step\":3}]", "\"m-1\""}
        }) {
            wire.post(change[0], "{\"run_id\":\"%s\",%s}".formatted(id, change[1]))
                    .expect(200);
            assertThat(page("", 1, "").toString()).contains(change[2]);
        }
        wire.post("/runs/delete-tag", "{\"run_id\":\"%s\",\"key\":\"mark\"}".formatted(id))
                .expect(200);
        assertThat(page("", 1, "").toString()).doesNotContain("\"mark\"");
    }

    @Test
    void who_takes_gzip_is_answered_the_same() throws IOException, InterruptedException {
        run(1, "1", "a");
        run(2, "2", "b");
        String plain = page("", 1, "").toString();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(api.uri(Wire.ROOT + "/runs/search"))
                                .header("Authorization", "Bearer " + member.token())
                                .header("Content-Type", "application/json")
                                .header("Accept-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"experiment_ids\":[\"%s\"],\"max_results\":1}".formatted(wire.experiment())))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        String read = new String(
                new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Json.MAPPER.readTree(read).toString()).isEqualTo(plain);
    }

    @Test
    void a_bulk_interval_samples_the_steps_of_all_runs() {
        String[] runs = {wire.newRun(""), wire.newRun("")};
        for (int place = 0; place < 2; place++) {
            StringBuilder metrics = new StringBuilder();
            for (int step = 0; step < 10 * (place + 1); step++) {
                metrics.append(step == 0 ? "" : ",")
                        .append("{\"key\":\"m\",\"value\":%d,\"timestamp\":1,\"step\":%d}".formatted(step, step));
            }
            wire.log("{\"run_id\":\"%s\",\"metrics\":[%s]}".formatted(runs[place], metrics));
        }
        String both = INTERVAL + "&run_ids=" + runs[0] + "&run_ids=" + runs[1] + "&max_results=5";
        assertThat(steps(both)).containsExactly(0, 4, 8, 9, 0, 4, 8, 9, 12, 16, 19);
        assertThat(steps(INTERVAL + "&run_ids=" + runs[0] + "&max_results=5&start_step=0&end_step=4"))
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(steps("/ajax-api/2.0/mlflow/metrics/get-history-bulk?metric_key=m&max_results=12&run_id=" + runs[0]
                        + "&run_id=" + runs[1]))
                .hasSize(12);
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        assertThat(other.get(both).expect(200).json().path("metrics").size()).isZero();
    }

    private List<Integer> steps(String path) {
        return member.get(path).expect(200).json().path("metrics").values().stream()
                .map(metric -> metric.path("step").intValue())
                .toList();
    }

    @Test
    void a_bulk_interval_that_cannot_be_is_refused_in_mlflows_words() {
        refused("&max_results=5", "Missing value for required parameter 'run_ids'");
        refused("&run_ids=a" + "&run_ids=b".repeat(100), "at most 100 run_ids");
        refused("&run_ids=a&max_results=0", "max_results must be between 1 and 2500");
        refused("&run_ids=a&start_step=1&end_step=0", "end_step must be greater than start_step. ");
        refused("&run_ids=a&start_step=1", "If either start step or end step are specified, both must be specified.");
    }

    private void refused(String query, String message) {
        Wire.refused(member.get(INTERVAL + query), 400, "INVALID_PARAMETER_VALUE", message);
    }
}
