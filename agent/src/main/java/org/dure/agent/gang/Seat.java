package org.dure.agent.gang;

import java.nio.file.Path;

/// An agent's place in its gang.
///
/// @param folder  that the nodes of all ranks see, and nobody but their user
/// @param rank    0 for the one that leads
/// @param address of the first rank's node or pod, as the others reach it; no other rank reads its own
public record Seat(Path folder, int rank, String address) {

    public boolean leads() {
        return rank == 0;
    }

    /// Where what the rank's program prints is left for the first rank to read.
    public Path log() {
        return log(rank);
    }

    Path log(int of) {
        return folder.resolve("log-" + of);
    }
}
