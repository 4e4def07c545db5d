package org.dure.server.tracking.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of runs that were searched for, not yet loaded.
///
/// @param next what the last run was ordered by, for the page after; empty where there is none
public record RunPage(List<Version> runs, List<? extends @Nullable Object> next) {

    /// A run at a version.
    ///
    /// @param id      the row's, not the run's public one
    /// @param version grows with every change of what the run shows
    public record Version(long id, long version) {}
}
