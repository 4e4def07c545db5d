package org.dure.server.tracking.loggedmodel;

/// A data set on which models have been measured.
///
/// @param digest empty for every digest
public record DatasetFilter(String name, String digest) {}
