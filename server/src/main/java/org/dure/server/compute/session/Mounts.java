package org.dure.server.compute.session;

import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.MountSource;
import org.dure.server.compute.Mounted;
import org.dure.server.people.Caller;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Asks the source of each mount's kind.
@Component
public class Mounts {

    /// Asked for when needed: a source may itself stand on what this feature offers.
    private final ObjectProvider<MountSource> sources;

    Mounts(ObjectProvider<MountSource> sources) {
        this.sources = sources;
    }

    /// @param field where the request stands in what the caller has sent
    /// @throws UserError where there is no such kind, or its source refuses
    public Mounted resolve(String field, Caller caller, UUID projectId, MountRequest request) {
        Map<String, MountSource> byKind =
                sources.stream().collect(Collectors.toMap(MountSource::kind, Function.identity()));
        MountSource source = byKind.get(request.kind());
        if (source == null) {
            throw new UserError.Invalid(
                    field + ".kind",
                    "there is no kind of mount " + request.kind() + "; there are " + new TreeSet<>(byKind.keySet()));
        }
        return source.resolve(caller, projectId, request);
    }
}
