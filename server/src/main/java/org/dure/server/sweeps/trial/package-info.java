/// Trials: their sessions, what these are given, and what came of them.
@NullMarked
package org.dure.server.sweeps.trial;

import org.jspecify.annotations.NullMarked;
