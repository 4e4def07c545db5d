package org.dure.agent.gang;

import java.util.Map;

/// What the program of one rank is told of its gang.
///
/// @param address of this rank's node, by which the others reach it
public record Meeting(Rendezvous rendezvous, int rank, int nodes, String address) {

    /// In the words of torchrun (`NNODES`, `NODE_RANK`), and of programs of one process a node that call
    /// `init_process_group` themselves (`WORLD_SIZE`, `RANK`): torchrun sets these two anew for its processes.
    public Map<String, String> variables() {
        String count = Integer.toString(nodes);
        String own = Integer.toString(rank);
        return Map.of(
                "DURE_NODES", count,
                "DURE_NODE_RANK", own,
                "NNODES", count,
                "NODE_RANK", own,
                "WORLD_SIZE", count,
                "RANK", own,
                "MASTER_ADDR", rendezvous.address(),
                "MASTER_PORT", Integer.toString(rendezvous.port()));
    }
}
