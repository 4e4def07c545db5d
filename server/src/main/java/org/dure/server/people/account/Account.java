package org.dure.server.people.account;

import java.time.Instant;
import java.util.UUID;

/// A person who may sign in.
public record Account(
        UUID id, String name, String displayName, boolean administrator, boolean disabled, Instant createdAt) {}
