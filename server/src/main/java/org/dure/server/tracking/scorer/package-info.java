/// MLflow's scorers: what an experiment's programs judge answers with, in versions that never change. The platform
/// keeps
/// them and runs none.
@NullMarked
package org.dure.server.tracking.scorer;

import org.jspecify.annotations.NullMarked;
