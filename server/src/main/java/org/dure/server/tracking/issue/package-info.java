/// MLflow's issues: what is wrong with the answers that an experiment's traces show.
@NullMarked
package org.dure.server.tracking.issue;

import org.jspecify.annotations.NullMarked;
