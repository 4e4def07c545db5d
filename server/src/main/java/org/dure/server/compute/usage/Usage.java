package org.dure.server.compute.usage;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was held of slots in a time, summed by something. Of what it is not summed by, the field is null.
///
/// @param projectId null for the projects that the reader does not see, taken together
/// @param person    who submitted
/// @param problem   the id from the sessions' context; null also for sessions that compete for none
/// @param cost      in the platform's currency; null where no price was set for what was held
public record Usage(
        @Nullable LocalDate day,
        @Nullable UUID projectId,
        @Nullable String person,
        @Nullable String problem,
        @Nullable UUID sessionId,
        @Nullable String session,
        double gpuHours,
        double cpuHours,
        @Nullable Double cost) {

    /// What usage is summed by, from coarse to fine; each also by project.
    public enum By {
        PROJECT,
        PERSON,
        PROBLEM,
        SESSION
    }
}
