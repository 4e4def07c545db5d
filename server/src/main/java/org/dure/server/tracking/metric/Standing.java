package org.dure.server.tracking.metric;

import java.util.List;

/// Where a run stands, for those who watch it.
///
/// @param status a name of `RunStatus`
public record Standing(String status, List<Series> series) {}
