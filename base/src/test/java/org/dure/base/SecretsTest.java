package org.dure.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.serving.TryToken;
import org.junit.jupiter.api.Test;

class SecretsTest {

    @Test
    void tokens_carry_256_random_bits() {
        assertThat(Secrets.token("dure_")).hasSize(5 + 43).isNotEqualTo(Secrets.token("dure_"));
    }

    /// The second test case of RFC 4231.
    @Test
    void signatures_are_hmac_sha256() {
        assertThat(Secrets.sign("Jefe", "what do ya want for nothing?"))
                .isEqualTo("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
    }

    @Test
    void a_try_token_is_read_only_with_the_key_that_signed_it() {
        TryToken token = new TryToken(UUID.randomUUID(), Instant.ofEpochSecond(1_800_000_000));
        String text = token.signedWith("key");
        assertThat(TryToken.read(text, "key")).contains(token);
        assertThat(TryToken.read(text, "another")).isEmpty();
        assertThat(TryToken.read(text + "x", "key")).isEmpty();
        assertThat(TryToken.read("try.a.b.c", "key")).isEmpty();
    }
}
