package org.dure.cli.loop;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Waiting by asking again.
final class Await {

    private static final long PAUSE_MS = 50;

    private Await() {}

    interface Question<T> {
        /// @return null for not yet
        @Nullable
        T ask() throws InterruptedException;
    }

    /// @return the first answer, or null where there was none in time
    static <T> @Nullable T until(Duration limit, Question<T> question) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (true) {
            T answer = question.ask();
            if (answer != null || Instant.now().isAfter(deadline)) {
                return answer;
            }
            Thread.sleep(PAUSE_MS);
        }
    }
}
