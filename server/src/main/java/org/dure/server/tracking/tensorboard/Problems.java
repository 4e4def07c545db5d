package org.dure.server.tracking.tensorboard;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Reason;

/// What was found wrong with a file while it was read, each kind counted.
final class Problems {

    private record Tally(long count, long firstByte, String limit) {}

    private final Map<EventFileReason, Tally> found = new EnumMap<>(EventFileReason.class);

    /// Goes on counting from what was found in a part of the file that is not read again.
    static Problems after(List<Reason> before) {
        Problems problems = new Problems();
        for (Reason reason : before) {
            Reason.Part part = reason.parts().getFirst();
            EventFileReason code = EventFileReason.valueOf(part.code());
            if (!code.isEnd()) {
                problems.found.put(
                        code,
                        new Tally(
                                Long.parseLong(part.parameters().getOrDefault("count", "1")),
                                Long.parseLong(part.parameters().getOrDefault("byte", "0")),
                                part.parameters().getOrDefault("limit", "")));
            }
        }
        return problems;
    }

    void add(EventFileReason reason, long atByte) {
        add(reason, atByte, "");
    }

    /// @param limit as people read it
    void add(EventFileReason reason, long atByte, String limit) {
        found.merge(
                reason,
                new Tally(1, atByte, limit),
                (before, now) -> new Tally(before.count + 1, before.firstByte, limit));
    }

    void giveUp(int attempts) {
        found.put(EventFileReason.EVENTS_NOT_READ, new Tally(attempts, 0, ""));
    }

    List<Reason> reasons() {
        return found.entrySet().stream()
                .map(entry -> Reason.of(
                        entry.getKey(),
                        Map.of(
                                "count", entry.getValue().count(),
                                "byte", entry.getValue().firstByte(),
                                "limit", entry.getValue().limit())))
                .toList();
    }
}
