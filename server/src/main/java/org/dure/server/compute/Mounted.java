package org.dure.server.compute;

import java.nio.file.Path;
import java.util.Map;

/// What a `MountSource` gives.
///
/// @param hostFolder absolute; the folder itself readable by others (mode o+rx), it stays while the session runs
/// @param lineage    what exactly it is, such as the id of a dataset version
public record Mounted(Path hostFolder, Map<String, String> lineage) {

    public Mounted {
        lineage = Map.copyOf(lineage);
    }
}
