/// TensorBoard's event files among the artifacts of runs: their scalars become points of the runs' metrics
/// (docs/adr/0063).
@NullMarked
package org.dure.server.tracking.tensorboard;

import org.jspecify.annotations.NullMarked;
