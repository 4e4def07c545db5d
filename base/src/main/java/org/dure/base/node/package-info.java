/// What a node and its GPUs are doing now, read from the kernel and from NVIDIA's driver. Both `agent` and `server`
/// read
/// it, each for the node where it runs.
@NullMarked
package org.dure.base.node;

import org.jspecify.annotations.NullMarked;
