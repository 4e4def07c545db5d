/// What a failed program died of: read from its last lines, its exit code, and what the kernel counted.
@NullMarked
package org.dure.agent.autopsy;

import org.jspecify.annotations.NullMarked;
