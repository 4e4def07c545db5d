package org.dure.server.data;

import java.util.UUID;

/// A version of a dataset has been made.
public record VersionMade(UUID versionId, UUID datasetId, UUID projectId) {}
