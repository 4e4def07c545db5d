/// Experiments: made, found by id or name, renamed, deleted and restored with their runs.
@NullMarked
package org.dure.server.tracking.experiment;

import org.jspecify.annotations.NullMarked;
