package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.slot.Node;

/// What the engine asks of a Slurm cluster. Each throws `EngineAwayException` where the cluster cannot be asked now,
/// and another `IOException`, in Slurm's words, where it refuses.
interface SlurmDriver {

    /// @return the job's number
    /// @throws EngineAwayException where the job may have been submitted all the same
    String submit(SlurmSubmission submission) throws IOException;

    /// Those of these names, those that have ended, too, as long as the controller has not forgotten them.
    List<SlurmJob> jobs(Set<String> names) throws IOException;

    void cancel(SlurmJob job) throws IOException;

    /// Those at work.
    List<Node> nodes() throws IOException;

    /// How jobs ended that the controller has forgotten, by their names, as far as the cluster keeps accounts.
    Map<String, Presence> ends(Set<String> names) throws IOException;
}
