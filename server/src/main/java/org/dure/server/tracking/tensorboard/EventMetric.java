package org.dure.server.tracking.tensorboard;

/// A metric that a run's event files hold.
///
/// @param name            folder and tag
/// @param key             of the run's metric
/// @param loggedByProgram the run's program had logged this key itself, so the files' points are left out
record EventMetric(String name, String key, boolean loggedByProgram) {}
