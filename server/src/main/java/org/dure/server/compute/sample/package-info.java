/// What nodes, GPUs and sessions use, minute by minute: sampled by `server` on its own machine and by agents on theirs.
@NullMarked
package org.dure.server.compute.sample;

import org.jspecify.annotations.NullMarked;
