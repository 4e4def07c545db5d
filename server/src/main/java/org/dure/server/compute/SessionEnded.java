package org.dure.server.compute;

import java.util.UUID;

/// A session has come to its end; all its outputs are stored. Published within the transaction of the end state.
///
/// @param state SUCCEEDED, FAILED, STOPPED or LOST
public record SessionEnded(UUID sessionId, UUID projectId, Session.Kind kind, Session.State state) {}
