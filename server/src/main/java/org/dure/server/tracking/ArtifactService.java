package org.dure.server.tracking;

/// Files of runs and logged models.
class ArtifactService {
    static final int MOST_FILES = 100_000;
}
