package org.dure.server.tracking;

/// Which of active and deleted things a search looks at, in MLflow's words.
public enum View {
    ACTIVE_ONLY,
    DELETED_ONLY,
    ALL
}
