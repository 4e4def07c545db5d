package org.dure.server.serving.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.base.serving.RoutingTable;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.serving.endpoint.EndpointService;
import org.dure.server.serving.routing.RoutingChanges;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// API keys: made, listed, revoked. Stored by their sha256 alone: 256 random bits need no slow hash.
@Service
public class KeyService {

    private static final Duration LASTS = Duration.ofDays(366);
    private static final Duration LONGEST = Duration.ofDays(5 * 366);
    private static final int PER_SECOND = 100;
    private static final int PER_SECOND_MAX = 10_000;
    private static final long PER_DAY = 100_000;
    private static final long PER_DAY_MAX = 1_000_000_000;
    private static final int PAGE_MAX = 200;

    /// @param endpointId null for every endpoint of the project
    /// @param expiresAt  null for one year
    record NewKey(
            @Nullable String name,
            @Nullable UUID endpointId,
            @Nullable Instant expiresAt,
            @Nullable Integer perSecond,
            @Nullable Long perDay) {}

    private final KeyRepository keys;
    private final EndpointService endpoints;
    private final RoutingChanges routing;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    KeyService(
            KeyRepository keys,
            EndpointService endpoints,
            RoutingChanges routing,
            ProjectService projects,
            Audit audit,
            Clock clock) {
        this.keys = keys;
        this.endpoints = endpoints;
        this.routing = routing;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public ApiKey.Issued issue(Caller caller, String project, NewKey wanted) {
        UUID projectId = projects.require(caller, Permission.SERVING_WRITE, project);
        String name = wanted.name();
        if (name == null || name.isBlank() || name.length() > 100) {
            throw new UserError.Invalid("name", "must be 1 to 100 characters that tell who calls with the key");
        }
        UUID endpointId = wanted.endpointId();
        if (endpointId != null
                && !endpoints
                        .require(caller, Permission.SERVING_WRITE, endpointId)
                        .projectId()
                        .equals(projectId)) {
            throw new UserError.NotFound("endpoint", endpointId);
        }
        Instant now = clock.instant();
        Instant expiresAt = wanted.expiresAt() == null ? now.plus(LASTS) : wanted.expiresAt();
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST))) {
            throw new UserError.Invalid("expires_at", "must lie in the future and within five years");
        }
        ApiKey key = new ApiKey(
                Ids.next(),
                projectId,
                endpointId,
                name,
                (int) quota("per_second", wanted.perSecond(), PER_SECOND, PER_SECOND_MAX),
                quota("per_day", wanted.perDay(), PER_DAY, PER_DAY_MAX),
                caller.name(),
                now.truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                expiresAt.truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                null);
        String secret = Secrets.token("dure_key_");
        keys.insert(key, Sha256.of(secret));
        routing.raise();
        audit.record(caller, projectId, "serving.key_issued", "key " + name, Map.of("id", key.id()));
        return new ApiKey.Issued(key, secret);
    }

    /// The newest first.
    public Page<ApiKey> list(Caller caller, String project, @Nullable UUID before, int limit) {
        UUID projectId = projects.require(caller, Permission.SERVING_READ, project);
        return Page.of(
                keys.ofProject(projectId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                key -> key.id().toString());
    }

    /// The table loses it at once; revoking it again changes nothing.
    @Transactional
    public void revoke(Caller caller, UUID id) {
        ApiKey key = require(caller, id);
        keys.revoke(id, clock.instant());
        routing.raise();
        audit.record(caller, key.projectId(), "serving.key_revoked", "key " + key.name(), Map.of("id", id));
    }

    /// For the routing table: those that are neither revoked nor expired.
    public List<RoutingTable.Key> good(Instant now) {
        return keys.good(now);
    }

    /// For this feature's other services: the key, where the caller may change it.
    public ApiKey require(Caller caller, UUID id) {
        ApiKey key = keys.find(id).orElseThrow(() -> new UserError.NotFound("key", id));
        caller.require(Permission.SERVING_WRITE, key.projectId(), "key", id);
        return key;
    }

    private static long quota(String field, @Nullable Number wanted, long usual, long most) {
        long quota = wanted == null ? usual : wanted.longValue();
        if (quota < 1 || quota > most) {
            throw new UserError.Invalid(field, "must lie between 1 and " + most + ", not " + quota);
        }
        return quota;
    }
}
