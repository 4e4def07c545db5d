package org.dure.server.sweeps;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Program;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionWork;
import org.jspecify.annotations.Nullable;

/// What the session of each trial runs: a session, but for the values of the parameters.
///
/// @param recipe    or `programId`, one of them
/// @param arguments of the recipe, or the program and its arguments; see `TrialWords` for `{parameter}`
/// @param image     the container image in which an uploaded program runs; null for the platform's own system
/// @param containerfile path of the file of that program which such an image is built from; null for none
public record Job(
        @Nullable String recipe,
        @Nullable UUID programId,
        List<String> arguments,
        @Nullable String image,
        @Nullable String containerfile,
        List<MountRequest> mounts,
        Map<String, String> environment,
        Session.Needs needs,
        String pool,
        @Nullable Long wallSeconds,
        Retry retry,
        List<String> secrets) {

    /// Sweeps that were kept before they could name all of it run on this machine, with the usual retries and no
    /// secrets.
    @SuppressWarnings("ConstantValue")
    public Job {
        arguments = List.copyOf(arguments);
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        pool = pool == null ? Pool.LOCAL : pool;
        retry = retry == null ? Retry.standard() : retry;
        secrets = secrets == null ? List.of() : List.copyOf(secrets);
    }

    /// @param work its program's words may hold `{parameter}`
    public static Job of(SessionWork work) {
        Program.Recipe recipe = work.program() instanceof Program.Recipe it ? it : null;
        Program.Bundle bundle = work.program() instanceof Program.Bundle it ? it : null;
        return new Job(
                recipe == null ? null : recipe.name(),
                work.program().programId(),
                recipe == null ? Objects.requireNonNull(bundle).command() : recipe.arguments(),
                bundle == null ? null : bundle.image(),
                bundle == null ? null : bundle.containerfile(),
                work.mounts(),
                work.environment(),
                work.needs(),
                work.pool(),
                work.wallSeconds(),
                work.retry(),
                work.secrets());
    }

    /// @param words the arguments with the values of one trial
    public SessionWork work(List<String> words) {
        Program program = recipe != null
                ? new Program.Recipe(recipe, words, programId)
                : new Program.Bundle(Objects.requireNonNull(programId), words, image, containerfile);
        return new SessionWork(program, mounts, environment, needs, pool, wallSeconds, retry, secrets);
    }
}
