/// What the nodes of the pools have for sessions: slots (GPUs and CPU cores), memory, and the leases that say who
/// holds them.
@NullMarked
package org.dure.server.compute.slot;

import org.jspecify.annotations.NullMarked;
