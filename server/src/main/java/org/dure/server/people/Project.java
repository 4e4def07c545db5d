package org.dure.server.people;

import java.time.Instant;
import java.util.UUID;

/// Where people work together: owns data, sessions, models and endpoints.
public record Project(
        UUID id,
        String name,
        UUID unitId,
        String unitName,
        UUID organisationId,
        String organisationName,
        Instant createdAt) {}
