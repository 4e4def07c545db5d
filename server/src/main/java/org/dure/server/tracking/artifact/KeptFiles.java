package org.dure.server.tracking.artifact;

import java.util.List;
import java.util.Optional;
import org.dure.server.people.Caller;

/// Files that another feature keeps and that MLflow's clients fetch as artifacts; nobody changes them here. An
/// interface
/// because the registry, which keeps them, stands above tracking.
public interface KeptFiles {

    /// All files of the owner, by path; empty where the owner is none of this feature's.
    ///
    /// @throws org.dure.server.base.UserError.NotFound where the caller may not see them
    Optional<List<Artifact>> files(Caller caller, String ownerId);
}
