package org.dure.server.people;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// Who asks. A resource method takes it as a parameter; a service takes it first and calls `require`.
///
/// @param kind          how the caller is known
/// @param id            of the account; for a session, an attempt or `serve`, of that
/// @param name          for people and the audit trail
/// @param administrator holds every permission of people in every project
/// @param roles         by project
/// @param permissions   what a token is limited to; null for no limit
/// @param sessionId     with the kinds SESSION and AGENT
/// @param attemptId     with the kinds SESSION and AGENT
public record Caller(
        Kind kind,
        UUID id,
        String name,
        boolean administrator,
        Map<UUID, Role> roles,
        @Nullable Set<Permission> permissions,
        @Nullable UUID sessionId,
        @Nullable UUID attemptId) {

    public enum Kind {
        /// A person, by sign-in or API token.
        ACCOUNT,
        /// A running program; it acts within its project and on its own run alone.
        SESSION,
        /// The agent of one attempt.
        AGENT,
        /// The data plane.
        SERVE,
        /// The platform itself, in background work.
        PLATFORM
    }

    private static final UUID PLATFORM_ID = new UUID(0, 0);
    private static final Set<Permission> OF_PEOPLE =
            EnumSet.complementOf(EnumSet.of(Permission.AGENT, Permission.SERVE));

    /// Acts for the platform itself in background work, never for a request.
    public static Caller platform() {
        return new Caller(Kind.PLATFORM, PLATFORM_ID, "Dure", true, Map.of(), null, null, null);
    }

    /// Whether the caller holds the permission in the project.
    public boolean may(Permission permission, UUID projectId) {
        if (!withinToken(permission)) {
            return false;
        }
        if (administrator && OF_PEOPLE.contains(permission)) {
            return true;
        }
        Role role = roles.get(projectId);
        return role != null && role.permissions().contains(permission);
    }

    /// Whether the caller holds the permission anywhere: what an endpoint checks before it is entered.
    public boolean mayAnywhere(Permission permission) {
        if (!withinToken(permission)) {
            return false;
        }
        return switch (permission) {
            case SELF -> kind == Kind.ACCOUNT;
            case ADMINISTER -> administrator;
            case AGENT -> kind == Kind.AGENT;
            case SERVE -> kind == Kind.SERVE;
            case PEOPLE_READ,
                    PEOPLE_MANAGE,
                    DATA_READ,
                    DATA_WRITE,
                    COMPUTE_READ,
                    COMPUTE_RUN,
                    PROBLEMS_READ,
                    PROBLEMS_WRITE,
                    TRACKING_READ,
                    TRACKING_WRITE,
                    MODELS_READ,
                    MODELS_REGISTER,
                    MODELS_WRITE,
                    SERVING_READ,
                    SERVING_WRITE ->
                administrator
                        || roles.values().stream()
                                .anyMatch(role -> role.permissions().contains(permission));
        };
    }

    /// @param noun and `subject` name what is asked for, such as "dataset" and its id
    /// @throws UserError.NotFound where the caller is no member of the project: it learns nothing of what is there
    /// @throws UserError.Denied   where the caller's role does not reach so far
    public void require(Permission permission, UUID projectId, String noun, Object subject) {
        if (may(permission, projectId)) {
            return;
        }
        if (!administrator && !roles.containsKey(projectId)) {
            throw new UserError.NotFound(noun, subject);
        }
        throw new UserError.Denied("This needs the permission " + permission + " in the project of " + noun + " "
                + subject + "; you do not hold it.");
    }

    /// @throws UserError.Denied where the caller does not administer the installation
    public void requireAdministrator() {
        if (!mayAnywhere(Permission.ADMINISTER)) {
            throw new UserError.Denied("Only an administrator may do this.");
        }
    }

    private boolean withinToken(Permission permission) {
        return permissions == null || permissions.contains(permission);
    }
}
