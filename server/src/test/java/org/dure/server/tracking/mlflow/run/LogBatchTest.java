package org.dure.server.tracking.mlflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogBatchTest {

    private static LogBatch.@Nullable Metrics read(String body) {
        return LogBatch.read(body.getBytes(StandardCharsets.UTF_8), key -> false);
    }

    private static String of(String metrics) {
        return "{\"run_id\":\"r\",\"metrics\":[" + metrics + "],\"params\":[],\"tags\":[]}";
    }

    @Test
    void metrics_alone_are_read_at_once_as_any_client_writes_them() {
        LogBatch.Metrics read = Objects.requireNonNull(
                read(
                        of(
                                "{\"key\":\"a\",\"value\":\"NaN\",\"timestamp\":\"5\",\"step\":\"-3\"},"
                                        + "{\"timestamp\":1,\"value\":1e400,\"key\":\"b b\"},{\"key\":\"a\",\"value\":2,\"timestamp\":3}")));
        assertThat(read.runId()).isEqualTo("r");
        assertThat(read.batch().size()).isEqualTo(3);
        assertThat(read.batch().keys()).containsExactly("a", "b b");
    }

    @Test
    void whatever_else_there_is_is_left_to_those_who_can_explain_it() {
        for (String metric : new String[] {
            "{\"key\":\"a\",\"value\":1}",
            "{\"key\":\"a\",\"timestamp\":1}",
            "{\"value\":1,\"timestamp\":1}",
            "{\"key\":\"../a\",\"value\":1,\"timestamp\":1}",
            "{\"key\":\"a\\u0000\",\"value\":1,\"timestamp\":1}",
            "{\"key\":1,\"value\":1,\"timestamp\":1}",
            "{\"key\":\"a\",\"value\":true,\"timestamp\":1}",
            "{\"key\":\"a\",\"value\":\"much\",\"timestamp\":1}",
            "{\"key\":\"a\",\"value\":1,\"timestamp\":1.5}",
            "{\"key\":\"a\",\"value\":1,\"timestamp\":99999999999999999999}",
            "{\"key\":\"a\",\"value\":1,\"timestamp\":1,\"model_id\":\"m-1\"}",
            "{\"key\":\"a\",\"value\":1,\"timestamp\":1",
            "7"
        }) {
            assertThat(read(of(metric))).as(metric).isNull();
        }
        assertThat(read("{\"metrics\":[]}")).isNull();
        assertThat(read("[]")).isNull();
        assertThat(read("")).isNull();
        assertThat(read(of("") + "x")).isNull();
        assertThat(read("{\"run_id\":\"r\",\"params\":[{\"key\":\"p\",\"value\":\"1\"}]}"))
                .isNull();
    }
}
