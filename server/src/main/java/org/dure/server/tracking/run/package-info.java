/// Runs: made, found, searched, ended, deleted; who may write them, what they log, and their live curves.
@NamedInterface("run")
@NullMarked
package org.dure.server.tracking.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
