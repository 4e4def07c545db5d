package org.dure.server.problems;

import java.util.UUID;

/// Makes the experiment in which a problem's runs compete. `tracking` stands above `problems` and implements it.
public interface ProblemExperiments {

    /// Within the transaction that makes the problem. An experiment of that name which belongs to no problem yet
    /// becomes the problem's.
    ///
    /// @return the experiment's id
    long make(UUID projectId, UUID problemId, String name);
}
