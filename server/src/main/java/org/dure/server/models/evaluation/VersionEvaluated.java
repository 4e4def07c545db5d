package org.dure.server.models.evaluation;

import java.util.UUID;

/// The outcomes of a version on the hidden part of its problem are known. Published inside the transaction that writes
/// them, in which the champion is decided too.
public record VersionEvaluated(UUID versionId, UUID problemId) {}
