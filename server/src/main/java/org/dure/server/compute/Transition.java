package org.dure.server.compute;

import java.time.Instant;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// A step of a session from one state to the next.
///
/// @param number   counts the session's transitions from 1
/// @param from     null for the first
/// @param actor    who or what caused it: a name, "agent", or "Dure"
/// @param attempt  the number of the attempt at hand; null before the first
/// @param exitCode of the program; null where it did not end by itself
public record Transition(
        int number,
        Session.@Nullable State from,
        Session.State state,
        Instant time,
        Reason cause,
        String actor,
        @Nullable Integer attempt,
        @Nullable Integer exitCode) {}
