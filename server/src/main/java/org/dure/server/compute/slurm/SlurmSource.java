package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.server.compute.engine.ClusterSource;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.slot.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The controller of one cluster, asked for its nodes, and for all jobs at once. Of jobs that it has forgotten, and it
/// forgets ended ones after `MinJobAge`, its accounts tell how they ended.
final class SlurmSource implements ClusterSource {

    private static final Logger LOG = LoggerFactory.getLogger(SlurmSource.class);

    private final SlurmDriver driver;

    /// How forgotten jobs ended, as long as somebody asks for them.
    private final Map<String, Presence> ends = new ConcurrentHashMap<>();

    SlurmSource(SlurmDriver driver) {
        this.driver = driver;
    }

    @Override
    public List<Node> nodes() throws IOException {
        return driver.nodes();
    }

    @Override
    public Map<String, Presence> presences(Set<String> names) throws IOException {
        Map<String, SlurmJob> jobs = new HashMap<>();
        for (SlurmJob job : driver.jobs(names)) {
            // One that was submitted twice is there as long as one of the two is.
            jobs.merge(job.name(), job, (one, other) -> one.hasEnded() ? other : one);
        }
        Map<String, Presence> presences = new HashMap<>();
        jobs.forEach((name, job) -> presences.put(name, job.presence()));
        Set<String> forgotten = new HashSet<>(names);
        forgotten.removeAll(jobs.keySet());
        presences.putAll(ends(forgotten));
        return presences;
    }

    private Map<String, Presence> ends(Set<String> forgotten) {
        ends.keySet().retainAll(forgotten);
        Set<String> asked = new HashSet<>(forgotten);
        asked.removeAll(ends.keySet());
        if (!asked.isEmpty()) {
            Map<String, Presence> told = accounted(asked);
            asked.forEach(name -> ends.put(name, told.getOrDefault(name, SlurmEnd.of("forgotten", ""))));
        }
        return Map.copyOf(ends);
    }

    /// What the accounts say of jobs; nothing where there are none, or they do not answer: the controller's word that a
    /// job is not there holds all the same.
    private Map<String, Presence> accounted(Set<String> names) {
        try {
            return driver.ends(names);
        } catch (IOException silent) {
            LOG.warn("Slurm's accounts do not tell how jobs ended: {}", silent.getMessage());
            return Map.of();
        }
    }

    @Override
    public void close() {
        // Each question stands for itself.
    }
}
