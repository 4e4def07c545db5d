package org.dure.server.compute;

import java.util.Map;

/// A wish for something to read at `/data/<name>`.
///
/// @param kind       names the `MountSource`
/// @param parameters mean something to that source alone
public record MountRequest(String kind, String name, Map<String, String> parameters) {

    public MountRequest {
        parameters = Map.copyOf(parameters);
    }
}
