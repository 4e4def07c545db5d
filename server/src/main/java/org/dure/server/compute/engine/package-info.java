/// Where agents run. An `Engine` starts them, tells whether they are gone, and clears up behind them.
@NullMarked
package org.dure.server.compute.engine;

import org.jspecify.annotations.NullMarked;
