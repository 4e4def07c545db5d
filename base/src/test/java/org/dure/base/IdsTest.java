package org.dure.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void ids_are_of_version_7_and_sort_by_time() throws InterruptedException {
        UUID first = Ids.next();
        Thread.sleep(2);
        UUID second = Ids.next();
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.toString()).isLessThan(second.toString());
    }
}
