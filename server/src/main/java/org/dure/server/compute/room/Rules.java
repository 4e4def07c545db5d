package org.dure.server.compute.room;

import java.util.List;
import org.dure.server.compute.usage.Price;
import org.jspecify.annotations.Nullable;

/// The settings by which the room is shared, as they are now: the page of rules puts them into words.
///
/// @param pools              what each has for sessions now
/// @param wallSecondsDefault the longest time of one attempt where its session names none
/// @param graceSeconds       between the polite signal and the hard one
/// @param saveGraceSeconds   to save a checkpoint, before the polite signal
/// @param silenceSeconds     after which an agent that says nothing has lost its attempt
/// @param lostMax            lost attempts after which a session is given up
/// @param outputBytes        what one session may write
/// @param shares             of the projects that the reader sees
record Rules(
        List<PoolRule> pools,
        long wallSecondsDefault,
        long wallSecondsMax,
        long graceSeconds,
        long saveGraceSeconds,
        long silenceSeconds,
        int lostMax,
        int processesMax,
        long outputBytes,
        long samplesKeptDays,
        String currency,
        List<Price> prices,
        List<ProjectRule> shares) {

    /// @param nodes       that answer; none while its cluster is away
    /// @param gpus        slots
    /// @param memoryBytes of all sessions together
    record PoolRule(String name, int nodes, int gpus, int cpus, long memoryBytes) {}

    /// @param part        of all projects' weights together
    /// @param idleMinutes after which an idle session is saved and paused; null for never
    record ProjectRule(
            String projectName,
            double weight,
            double part,
            @Nullable Integer gpusMax,
            @Nullable Integer cpusMax,
            @Nullable Double gpuHoursPerMonth,
            @Nullable Long idleMinutes) {}
}
