package org.dure.server.compute;

import java.util.List;
import java.util.Map;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// What is submitted. `SessionService.submit` checks every field.
///
/// @param environment added to the program's variables; the platform's own names are refused
/// @param wallSeconds null for one day
/// @param context     opaque here; `problem` is the id of the problem that the session competes for
/// @param retry       what follows an attempt that did not come to its end
/// @param pool        where it shall run
/// @param secrets     the names of those of the project that its program is given
/// @param start       the checkpoint, of another session, that its first attempt begins with; null for a fresh start.
///                    Only features of the platform name one, of a session of the same project
public record NewSession(
        String name,
        Session.Kind kind,
        Program program,
        List<MountRequest> mounts,
        Map<String, String> environment,
        Session.Needs needs,
        @Nullable Long wallSeconds,
        Map<String, String> context,
        Retry retry,
        String pool,
        List<String> secrets,
        WorkOrder.@Nullable Checkpoint start) {

    /// From nothing.
    public NewSession(
            String name,
            Session.Kind kind,
            Program program,
            List<MountRequest> mounts,
            Map<String, String> environment,
            Session.Needs needs,
            @Nullable Long wallSeconds,
            Map<String, String> context,
            Retry retry,
            String pool,
            List<String> secrets) {
        this(name, kind, program, mounts, environment, needs, wallSeconds, context, retry, pool, secrets, null);
    }

    /// For this machine, with the usual retries and no secrets.
    public NewSession(
            String name,
            Session.Kind kind,
            Program program,
            List<MountRequest> mounts,
            Map<String, String> environment,
            Session.Needs needs,
            @Nullable Long wallSeconds,
            Map<String, String> context) {
        this(
                name,
                kind,
                program,
                mounts,
                environment,
                needs,
                wallSeconds,
                context,
                Retry.standard(),
                Pool.LOCAL,
                List.of());
    }

    public static NewSession of(String name, Session.Kind kind, SessionWork work, Map<String, String> context) {
        return new NewSession(
                name,
                kind,
                work.program(),
                work.mounts(),
                work.environment(),
                work.needs(),
                work.wallSeconds(),
                context,
                work.retry(),
                work.pool(),
                work.secrets());
    }

    /// The same, going on from what another session has stored.
    public NewSession startingFrom(WorkOrder.@Nullable Checkpoint checkpoint) {
        return new NewSession(
                name,
                kind,
                program,
                mounts,
                environment,
                needs,
                wallSeconds,
                context,
                retry,
                pool,
                secrets,
                checkpoint);
    }

    public NewSession {
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        context = Map.copyOf(context);
        secrets = List.copyOf(secrets);
    }
}
