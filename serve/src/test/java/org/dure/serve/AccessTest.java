package org.dure.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.TryToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Who may call what, and how often.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

    private final UUID project = UUID.randomUUID();
    private final UUID digits = UUID.randomUUID();
    private final UUID others = UUID.randomUUID();
    private final FakeServer.Network network = new FakeServer.Network();
    private final String tryKey = Secrets.token("");
    private FakeServer server;
    private ServeProcess serve;
    private String key;
    private Digits digit;
    private Path data;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        digit = Digits.one();
        server = new FakeServer();
        key = network.key(project, 10_000, 1_000_000);
        network.tryKeys.add(tryKey);
        List<PackageFile> files = server.packageOf(FakeServer.models().resolve("digits-1"));
        network.deploy(project, digits, "digits", "1", files);
        network.deploy(project, others, "others", "1", files);
        network.deploy(UUID.randomUUID(), UUID.randomUUID(), "foreign", "1", files);
        server.publish(network);
        data = folder.resolve("serve");
        serve = ServeProcess.start(server, data);
        serve.awaitAnswering(key, "digits");
        serve.awaitAnswering(key, "others");
    }

    @AfterAll
    void stop() throws Exception {
        serve.close();
        server.close();
    }

    private int status(String secret, String endpoint) throws Exception {
        return serve.infer(secret, endpoint, digit.request(1)).status();
    }

    private void publishAndAwait(String secret, int status) throws Exception {
        server.publish(network);
        serve.until(
                secret + " answers " + status,
                () -> serve.get(secret, "/v2/models/digits").status() == status);
    }

    private RoutingTable.Key add(String secret, UUID endpoint, Instant expiresAt, int perSecond, long perDay) {
        RoutingTable.Key added = new RoutingTable.Key(
                UUID.randomUUID(), Sha256.of(secret).hex(), project, endpoint, expiresAt, perSecond, perDay);
        network.keys.add(added);
        return added;
    }

    @Test
    void strangers_are_refused() throws Exception {
        assertThat(status(null, "digits")).isEqualTo(401);
        assertThat(status("dure_unknown", "digits")).isEqualTo(401);
        assertThat(serve.get(null, "/v2/models/digits").response().headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
    }

    @Test
    void another_projects_endpoint_is_not_there() throws Exception {
        assertThat(status(key, "foreign")).isEqualTo(404);
    }

    @Test
    void a_key_of_one_endpoint_calls_that_one_alone() throws Exception {
        String narrow = Secrets.token("dure_");
        add(narrow, digits, null, 100, 1_000);
        publishAndAwait(narrow, 200);
        assertThat(status(narrow, "others")).isEqualTo(404);
    }

    @Test
    void an_expired_key_is_refused() throws Exception {
        String brief = Secrets.token("dure_");
        add(brief, null, Instant.now().plusSeconds(2), 100, 1_000);
        publishAndAwait(brief, 200);
        serve.until("the key has expired", () -> status(brief, "digits") == 401);
    }

    @Test
    void a_revoked_key_stops_within_two_seconds() throws Exception {
        String revoked = Secrets.token("dure_");
        RoutingTable.Key known = add(revoked, null, null, 1_000, 100_000);
        publishAndAwait(revoked, 200);
        network.keys.remove(known);
        server.publish(network);
        Instant revocation = Instant.now();
        serve.until("the revoked key is refused", () -> status(revoked, "digits") == 401);
        assertThat(Instant.now()).isBefore(revocation.plusSeconds(2));
    }

    @Test
    void a_try_it_token_calls_its_endpoint_until_it_expires() throws Exception {
        String token = new TryToken(digits, Instant.now().plusSeconds(300)).signedWith(tryKey);
        assertThat(status(token, "digits")).isEqualTo(200);
        assertThat(status(token, "others")).isEqualTo(404);
        assertThat(status(new TryToken(digits, Instant.now().minusSeconds(1)).signedWith(tryKey), "digits"))
                .isEqualTo(401);
        assertThat(status(new TryToken(digits, Instant.now().plusSeconds(300)).signedWith("forged"), "digits"))
                .isEqualTo(401);
        Await.until(
                "its usage names no key",
                () -> server.usages().stream().anyMatch(usage -> usage.keyId() == null && usage.status() == 200));
    }

    @Test
    void more_calls_a_second_than_allowed_are_told_to_wait_and_still_recorded() throws Exception {
        String slow = Secrets.token("dure_");
        RoutingTable.Key known = add(slow, null, null, 1, 1_000);
        publishAndAwait(slow, 200);
        serve.until("a call is refused", () -> {
            var reply = serve.infer(slow, "digits", digit.request(1));
            return reply.status() == 429
                    && reply.response().headers().firstValue("Retry-After").isPresent();
        });
        Await.until(
                "the refusal is recorded",
                () -> server.usages().stream()
                        .anyMatch(usage -> known.id().equals(usage.keyId()) && usage.status() == 429));
    }

    @Test
    void the_days_calls_are_counted_across_a_kill() throws Exception {
        String scarce = Secrets.token("dure_");
        add(scarce, null, null, 1_000, 3);
        publishAndAwait(scarce, 200);
        assertThat(status(scarce, "digits")).isEqualTo(200);
        assertThat(serve.infer(scarce, "digits", "{}").status()).isEqualTo(400);
        serve.kill();
        serve = ServeProcess.start(server, data);
        serve.awaitAnswering(key, "digits");
        assertThat(status(scarce, "digits")).isEqualTo(200);
        var reply = serve.infer(scarce, "digits", digit.request(1));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.error()).contains("3 calls of this day");
    }
}
