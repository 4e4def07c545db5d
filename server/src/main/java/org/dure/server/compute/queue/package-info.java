/// Who waits for slots, in which order, and what for. The bell wakes the supervisor of attempts when that may have
/// changed.
@NullMarked
package org.dure.server.compute.queue;

import org.jspecify.annotations.NullMarked;
