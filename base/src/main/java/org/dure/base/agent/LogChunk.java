package org.dure.base.agent;

import java.time.Instant;

/// A piece of what the program printed, standard output and error in one stream.
///
/// @param number counts the attempt's chunks from 1 without gaps; `server` keeps each once
/// @param text   at most 64 KiB of UTF-8, ends at a line's end where it can; broken UTF-8 is replaced
public record LogChunk(long number, Instant time, String text) {}
