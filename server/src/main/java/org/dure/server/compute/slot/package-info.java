/// What the machine has for sessions: its slots (GPUs and CPU cores), its memory, and the leases that say who holds
/// them.
@NullMarked
package org.dure.server.compute.slot;

import org.jspecify.annotations.NullMarked;
