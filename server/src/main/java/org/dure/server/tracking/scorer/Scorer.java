package org.dure.server.tracking.scorer;

/// One version of a scorer.
///
/// @param id      of the scorer, the same for all its versions
/// @param version counts from 1; no number is given twice while the scorer is there
/// @param content JSON in the words of MLflow's clients, which alone read it
public record Scorer(String id, long experimentId, String name, int version, String content, long createdMs) {}
