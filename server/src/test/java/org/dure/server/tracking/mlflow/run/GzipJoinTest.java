package org.dure.server.tracking.mlflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipJoinTest {

    @Test
    void pieces_that_are_packed_apart_are_one_stream() throws IOException {
        Random random = new Random(5);
        for (int turn = 0; turn < 50; turn++) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            GzipJoin join = new GzipJoin(packed);
            StringBuilder expected = new StringBuilder();
            for (int piece = 0; piece < random.nextInt(6); piece++) {
                List<Integer> numbers =
                        IntStream.range(0, random.nextInt(3_000)).boxed().toList();
                String between = "\u00e9".repeat(random.nextInt(turn == 7 ? 90_000 : 40));
                PackedJson json = PackedJson.of(numbers);
                join.write(between);
                join.write(json);
                String text = new String(json.json(), StandardCharsets.UTF_8);
                assertThat(text.replace(" ", "")).isEqualTo(numbers.toString().replace(" ", ""));
                expected.append(between).append(text);
            }
            join.finish();
            String read = new String(
                    new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(read).isEqualTo(expected.toString());
        }
    }
}
