package org.dure.server.problems;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.ContextNames;
import org.springframework.stereotype.Component;

/// Names of the problems that sessions compete for.
@Component
class ProblemNames implements ContextNames {

    private final ProblemRepository problems;

    ProblemNames(ProblemRepository problems) {
        this.problems = problems;
    }

    @Override
    public String key() {
        return "problem";
    }

    /// A context is what somebody wrote: what is no id has no name.
    @Override
    public Map<String, String> names(Collection<String> ids) {
        List<UUID> known = new ArrayList<>();
        for (String id : ids) {
            try {
                known.add(UUID.fromString(id));
            } catch (IllegalArgumentException noId) {
                // left out
            }
        }
        return problems.names(known);
    }
}
