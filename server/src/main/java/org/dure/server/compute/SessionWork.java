package org.dure.server.compute;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a session runs and with what: all of a [NewSession] but what sets it apart from others of its kind.
///
/// @param environment added to the program's variables
/// @param pool        where it shall run
/// @param wallSeconds null for one day
/// @param retry       what follows an attempt that did not come to its end
/// @param secrets     the names of those of the project that its program is given
public record SessionWork(
        Program program,
        List<MountRequest> mounts,
        Map<String, String> environment,
        Session.Needs needs,
        String pool,
        @Nullable Long wallSeconds,
        Retry retry,
        List<String> secrets) {

    public SessionWork {
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        secrets = List.copyOf(secrets);
    }
}
