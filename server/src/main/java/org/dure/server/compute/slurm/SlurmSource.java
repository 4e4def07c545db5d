package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dure.base.Reason;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.ClusterSource;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.slot.Node;

/// The controller of one cluster: `sinfo` for its nodes, one `squeue` for all jobs.
record SlurmSource(SlurmCommands commands) implements ClusterSource {

    @Override
    public List<Node> nodes() throws IOException {
        return SlurmNodes.parse(commands.run("sinfo", "--Node", "--noheader", SlurmNodes.FORMAT));
    }

    @Override
    public Map<String, Presence> presences(Set<String> names) throws IOException {
        Map<String, SlurmJob> jobs = new HashMap<>();
        for (SlurmJob job : SlurmJob.parse(commands.run(
                "squeue", "--noheader", "--states=all", "--name=" + String.join(",", names), SlurmJob.FORMAT))) {
            // One that was submitted twice is there as long as one of the two is.
            jobs.merge(job.name(), job, (one, other) -> one.hasEnded() ? other : one);
        }
        return names.stream().collect(Collectors.toMap(name -> name, name -> {
            SlurmJob job = jobs.get(name);
            return job == null ? new Presence.Gone(ended("forgotten")) : job.presence();
        }));
    }

    static Reason ended(String state) {
        return Reason.of(SessionReason.SLURM_ENDED, Map.of("state", state));
    }

    @Override
    public void close() {
        // Each question is a command of its own.
    }
}
