package org.dure.agent.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    @Test
    void a_value_is_black_wherever_it_is_cut() {
        String text = "a token-123456 b token-12 token-1234567 c";
        for (int cut = 0; cut <= text.length(); cut++) {
            SecretMask mask = new SecretMask(List.of("token-123456", "token-1234567"));
            String shown = mask.show(text.substring(0, cut)) + mask.show(text.substring(cut)) + mask.rest();
            assertThat(shown).as("cut at " + cut).isEqualTo("a *** b token-12 *** c");
        }
    }

    @Test
    void lines_count_by_themselves_and_short_ones_not() {
        SecretMask mask = new SecretMask(List.of("BEGIN1\nabc\nEND-234\n"));
        assertThat(mask.show("BEGIN1\nabc\nEND-234 END") + mask.rest()).isEqualTo("***\nabc\n*** END");
    }

    @Test
    void without_secrets_nothing_is_held_back() {
        assertThat(new SecretMask(List.of()).show("at once")).isEqualTo("at once");
    }
}
