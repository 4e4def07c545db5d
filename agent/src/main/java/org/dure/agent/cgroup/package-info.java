/// Control groups, version 1 and 2: limits on memory, processor and processes, and the way to find and kill all that is
/// left of an attempt.
@NullMarked
package org.dure.agent.cgroup;

import org.jspecify.annotations.NullMarked;
