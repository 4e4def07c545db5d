package org.dure.server.tracking.table;

import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// One change of many runs: all of them or none.
@Component
class RunChanges {

    private static final int TAGS_MOST = 100;
    private static final int TAG_KEY_LENGTH_MOST = 250;
    private static final int TAG_LENGTH_MOST = 8_000;

    /// @param deleted    true deletes, false restores; null changes nothing of that
    /// @param setTags    by key
    /// @param removeTags keys; those that a run has not are no mistake
    record Change(
            @Nullable List<String> runs,
            @Nullable Boolean deleted,
            @Nullable Map<String, String> setTags,
            @Nullable List<String> removeTags) {}

    private final RunService runs;
    private final LogService log;

    RunChanges(RunService runs, LogService log) {
        this.runs = runs;
        this.log = log;
    }

    /// @throws UserError.NotFound where one of the runs is not there or not to be seen
    @Transactional
    public void apply(Caller caller, Change change) {
        List<String> ids = RunSelector.limited("runs", change.runs(), RunSelector.RUNS_MOST).stream()
                .map(id -> RunSelector.text("runs", id))
                .distinct()
                .sorted()
                .toList();
        if (ids.isEmpty()) {
            throw new UserError.Invalid("runs", "names no run");
        }
        Map<String, String> set = change.setTags() == null ? Map.of() : change.setTags();
        List<String> removed = RunSelector.limited("remove_tags", change.removeTags(), TAGS_MOST);
        set.forEach(RunChanges::check);
        removed.forEach(key -> RunSelector.text("remove_tags", key));
        if (set.size() > TAGS_MOST) {
            throw new UserError.Invalid("set_tags", "holds more than " + TAGS_MOST + " tags");
        }
        for (String id : ids) {
            if (Boolean.FALSE.equals(change.deleted())) {
                runs.restore(caller, id);
            }
            if (!set.isEmpty()) {
                log.log(caller, id, new Batch(), Map.of(), set);
            }
            for (String key : removed) {
                log.deleteTag(caller, id, key);
            }
            if (Boolean.TRUE.equals(change.deleted())) {
                runs.delete(caller, id);
            }
        }
    }

    private static void check(String key, @Nullable String value) {
        RunSelector.text("set_tags", key);
        if (key.isBlank() || key.length() > TAG_KEY_LENGTH_MOST || !key.matches("[/\\w.\\- :]+")) {
            throw new UserError.Invalid(
                    "set_tags",
                    "a key has 1 to " + TAG_KEY_LENGTH_MOST + " letters, digits, _ - . : / and blanks, not " + key);
        }
        if (value == null || RunSelector.text("set_tags", value).length() > TAG_LENGTH_MOST) {
            throw new UserError.Invalid(
                    "set_tags", "the value of " + key + " must have at most " + TAG_LENGTH_MOST + " characters");
        }
    }
}
