package org.dure.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FailureWordsTest {

    @Test
    void a_failure_without_words_is_told_by_its_name() {
        assertThat(FailureWords.of(new IOException("no route"))).isEqualTo("no route");
        assertThat(FailureWords.of(new ClosedChannelException())).isEqualTo("ClosedChannelException");
    }
}
