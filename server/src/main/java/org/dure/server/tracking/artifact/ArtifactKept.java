package org.dure.server.tracking.artifact;

/// A file has become an artifact, or another one has taken its place. Published within the transaction that keeps it.
///
/// @param ownerId a run's, a logged model's or a trace's id
public record ArtifactKept(String ownerId, Artifact artifact) {}
