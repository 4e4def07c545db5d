/// Pools: nodes whose slots one engine serves by one policy. An administrator adds and removes them; `local` is there
/// from the start.
@NullMarked
package org.dure.server.compute.pool;

import org.jspecify.annotations.NullMarked;
