package org.dure.server.people;

import java.util.EnumSet;
import java.util.Set;

/// What a member is in a project.
public enum Role {
    /// Sees everything of the project.
    VIEWER(EnumSet.of(
            Permission.PEOPLE_READ,
            Permission.DATA_READ,
            Permission.COMPUTE_READ,
            Permission.PROBLEMS_READ,
            Permission.TRACKING_READ,
            Permission.MODELS_READ,
            Permission.SERVING_READ)),
    /// Works in it.
    MEMBER(EnumSet.of(
            Permission.PEOPLE_READ,
            Permission.DATA_READ,
            Permission.DATA_WRITE,
            Permission.COMPUTE_READ,
            Permission.COMPUTE_RUN,
            Permission.PROBLEMS_READ,
            Permission.PROBLEMS_WRITE,
            Permission.TRACKING_READ,
            Permission.TRACKING_WRITE,
            Permission.MODELS_READ,
            Permission.MODELS_REGISTER,
            Permission.MODELS_WRITE,
            Permission.SERVING_READ,
            Permission.SERVING_WRITE)),
    /// Works in it and decides who else does.
    MANAGER(EnumSet.complementOf(
            EnumSet.of(Permission.SELF, Permission.ADMINISTER, Permission.AGENT, Permission.SERVE)));

    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }
}
