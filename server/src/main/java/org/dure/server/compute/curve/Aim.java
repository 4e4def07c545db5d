package org.dure.server.compute.curve;

import java.util.List;

/// What a session is after.
///
/// @param group    sessions of one group compete: a problem's, or a sweep's; unique in the whole platform
/// @param metrics  names under which its program may log it, the most telling first
/// @param minimize whether less is better
public record Aim(String group, List<String> metrics, boolean minimize) {

    public Aim {
        metrics = List.copyOf(metrics);
    }
}
