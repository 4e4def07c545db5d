/// Files of runs and of logged models: rows that name objects.
@NamedInterface("artifact")
@NullMarked
package org.dure.server.tracking.artifact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
