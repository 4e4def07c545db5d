package org.dure.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferTest {

    private final UUID project = UUID.randomUUID();
    private final FakeServer.Network network = new FakeServer.Network();
    private FakeServer server;
    private ServeProcess serve;
    private String key;
    private Digits digit;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        digit = Digits.one();
        server = new FakeServer();
        key = network.key(project, 10_000, 1_000_000);
        network.deploy(
                project,
                UUID.randomUUID(),
                "digits",
                "1",
                server.packageOf(FakeServer.models().resolve("digits-1")));
        server.publish(network);
        serve = ServeProcess.start(server, folder.resolve("serve"));
        serve.awaitAnswering(key, "digits");
    }

    @AfterAll
    void stop() throws Exception {
        serve.close();
        server.close();
    }

    @Test
    void a_digit_gets_the_probabilities_that_scikit_learn_computes() throws Exception {
        var reply = serve.infer(key, "digits", digit.request(1));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        var output = reply.json().get("outputs").get(0);
        assertThat(output.get("name").asString()).isEqualTo("probabilities");
        for (int i = 0; i < 10; i++) {
            assertThat(output.get("data").get(i).asDouble())
                    .isCloseTo(digit.probabilities().get(i), within(1e-5));
        }
    }
}
