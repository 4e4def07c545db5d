package org.dure.server.tracking.table;

import java.util.List;
import java.util.UUID;
import org.dure.server.tracking.View;
import org.jspecify.annotations.Nullable;

/// Which runs, in which order, as a request says it. What is null asks for nothing.
///
/// @param projects    ids or names; null for all that the caller may see
/// @param experiments ids
/// @param runs        ids; those that are not there or not to be seen are left out
/// @param view        ACTIVE_ONLY where null
/// @param filter      in MLflow's language with the table's measures (`Vocabulary.RUN_TABLE`)
/// @param order       fields, each with ASC or DESC behind it; the newest first where null or empty
/// @param within      the group that these runs stand in
public record RunQuery(
        @Nullable List<String> projects,
        @Nullable List<String> experiments,
        @Nullable UUID problem,
        @Nullable UUID session,
        @Nullable List<String> runs,
        @Nullable View view,
        @Nullable String filter,
        @Nullable List<String> order,
        @Nullable List<Within> within) {

    /// One value that a group's runs share.
    ///
    /// @param value null where they lack it
    public record Within(String column, @Nullable String value) {}

    private static final RunQuery EVERYTHING = new RunQuery(null, null, null, null, null, null, null, null, null);

    static RunQuery orAll(@Nullable RunQuery query) {
        return query == null ? EVERYTHING : query;
    }
}
