package org.dure.server.compute.slot;

/// The memory of a node.
///
/// @param totalBytes of all its sessions together
/// @param heldBytes  what the sessions that hold slots there may use
public record NodeMemory(String node, long totalBytes, long heldBytes) {

    /// The same, with so much more held; negative for less.
    public NodeMemory holding(long moreBytes) {
        return new NodeMemory(node, totalBytes, heldBytes + moreBytes);
    }

    public long freeBytes() {
        return totalBytes - heldBytes;
    }
}
