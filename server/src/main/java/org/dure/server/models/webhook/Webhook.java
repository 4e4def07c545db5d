package org.dure.server.models.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Whom to tell of what happens to the models of a project.
///
/// @param name   as it was given, within the project
/// @param url    where messages go; it may hold what only managers should know
/// @param active whether anything is told
/// @param signed whether it has a secret, which nobody is told
public record Webhook(
        UUID id,
        UUID projectId,
        String name,
        String description,
        String url,
        List<WebhookEvent> events,
        boolean active,
        boolean signed,
        Instant createdAt,
        Instant updatedAt) {}
