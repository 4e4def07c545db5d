package org.dure.server.tracking.table;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// The order of runs that was found last for each question, so that scrolling through a hundred thousand of them does
/// not sort them again for every page. Only a shortcut: what is not here is found again, up to the same newest run.
@Component
class FoundRuns {

    private static final int IDS_MOST = 4_000_000; // 32 MB
    private static final int QUESTIONS_MOST = 1_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private record Question(Selection selection, long newest) {}

    private record Kept(long[] ids, long atMs) {}

    private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Clock clock;
    private int size;

    FoundRuns(Clock clock) {
        this.clock = clock;
    }

    /// The row ids, from here or from `find`, which runs outside of any lock.
    long[] again(Selection selection, long newest, Supplier<long[]> find) {
        return get(new Question(selection, newest)).orElseGet(() -> anew(selection, newest, find));
    }

    /// The row ids from `find`, kept for those who ask again.
    long[] anew(Selection selection, long newest, Supplier<long[]> find) {
        long[] ids = find.get();
        put(new Question(selection, newest), ids);
        return ids;
    }

    private synchronized Optional<long[]> get(Question question) {
        return Optional.ofNullable(kept.get(question))
                .filter(found -> found.atMs() > clock.millis() - KEPT.toMillis())
                .map(Kept::ids);
    }

    private synchronized void put(Question question, long[] ids) {
        Kept before = kept.put(question, new Kept(ids, clock.millis()));
        size += ids.length - (before == null ? 0 : before.ids().length);
        Iterator<Map.Entry<Question, Kept>> oldest = kept.entrySet().iterator();
        while ((size > IDS_MOST || kept.size() > QUESTIONS_MOST) && oldest.hasNext()) {
            Map.Entry<Question, Kept> entry = oldest.next();
            if (!entry.getKey().equals(question)) {
                size -= entry.getValue().ids().length;
                oldest.remove();
            }
        }
    }
}
