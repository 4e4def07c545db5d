package org.dure.server.compute.slot;

/// The memory of a node.
///
/// @param totalBytes of all its sessions together
/// @param heldBytes  what the sessions that hold slots there may use
public record NodeMemory(String node, long totalBytes, long heldBytes) {

    public long freeBytes() {
        return totalBytes - heldBytes;
    }
}
