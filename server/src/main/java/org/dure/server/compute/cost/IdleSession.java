package org.dure.server.compute.cost;

import java.util.UUID;

/// A session whose program runs and does next to nothing.
///
/// @param minutes for so long
public record IdleSession(UUID sessionId, long minutes) {}
