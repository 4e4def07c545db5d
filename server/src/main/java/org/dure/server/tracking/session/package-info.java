/// Gives the sessions of `compute` their runs, and ends them together.
@NullMarked
package org.dure.server.tracking.session;

import org.jspecify.annotations.NullMarked;
