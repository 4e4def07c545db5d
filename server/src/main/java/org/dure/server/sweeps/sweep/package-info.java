/// Sweeps: made, led from trial to trial, paused, stopped and resumed; asking and telling.
@NullMarked
package org.dure.server.sweeps.sweep;

import org.jspecify.annotations.NullMarked;
