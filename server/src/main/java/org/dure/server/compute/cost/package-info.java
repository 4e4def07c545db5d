/// What it costs to stop an attempt and to start the next one, measured: work that no checkpoint holds, the time to
/// restart. Whoever chooses victims asks for it.
@NullMarked
package org.dure.server.compute.cost;

import org.jspecify.annotations.NullMarked;
