package org.dure.server.compute.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.compute.slot.Node;

/// What the controller of a cluster is asked for by the one poller of its pool.
public interface ClusterSource extends AutoCloseable {

    /// Those at work.
    List<Node> nodes() throws IOException;

    /// @param names of jobs
    /// @return what is known of each; one that the controller does not know is `Gone`
    Map<String, Presence> presences(Set<String> names) throws IOException;

    @Override
    void close();
}
