/// Endpoints, the deployments of model versions behind them, and the short rights to try one.
@NullMarked
package org.dure.server.serving.endpoint;

import org.jspecify.annotations.NullMarked;
