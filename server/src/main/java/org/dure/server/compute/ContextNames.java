package org.dure.server.compute;

import java.util.Collection;
import java.util.Map;

/// Names for the ids that stand in sessions' contexts, such as of problems. Higher features implement it; every bean of
/// this type is asked by its key.
public interface ContextNames {

    /// Of `Session.context`, such as `problem`; each key has one bean.
    String key();

    /// Those that are known. Asked only for sessions that the reader may see.
    Map<String, String> names(Collection<String> ids);
}
