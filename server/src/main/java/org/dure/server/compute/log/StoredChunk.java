package org.dure.server.compute.log;

import java.time.Instant;

/// A piece of a session's log, standard output and error in one stream.
///
/// @param number  counts the session's chunks from 1 without gaps, over all attempts
/// @param attempt the number of the attempt that printed it
record StoredChunk(long number, int attempt, Instant time, String text) {}
