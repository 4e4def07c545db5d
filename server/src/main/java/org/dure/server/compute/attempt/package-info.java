/// Attempts, which run sessions: slots claimed, agents started with their work orders, their reports received over
/// `/agent/v1`, the lost ones found and followed by the next.
@NullMarked
package org.dure.server.compute.attempt;

import org.jspecify.annotations.NullMarked;
