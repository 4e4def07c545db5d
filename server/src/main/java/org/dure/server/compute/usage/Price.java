package org.dure.server.compute.usage;

import java.time.Instant;
import org.dure.server.compute.slot.Slot;

/// What an hour of a slot of a pool costs from a time on.
public record Price(String pool, Slot.Kind kind, double perHour, Instant since, String setBy) {}
