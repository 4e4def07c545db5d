package org.dure.server.sweeps;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.jspecify.annotations.Nullable;

/// What the session of each trial runs: a session, but for the values of the parameters.
///
/// @param recipe    or `programId`, one of them
/// @param arguments of the recipe, or the program and its arguments; see `TrialWords` for `{parameter}`
public record Job(
        @Nullable String recipe,
        @Nullable UUID programId,
        List<String> arguments,
        List<MountRequest> mounts,
        Map<String, String> environment,
        Session.Needs needs,
        @Nullable Long wallSeconds) {

    public Job {
        arguments = List.copyOf(arguments);
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
    }

    public Program program(List<String> words) {
        return recipe != null
                ? new Program.Recipe(recipe, words)
                : new Program.Bundle(Objects.requireNonNull(programId), words);
    }
}
