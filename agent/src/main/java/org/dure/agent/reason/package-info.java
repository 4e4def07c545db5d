/// How the agent says that something cannot be done.
@NullMarked
package org.dure.agent.reason;

import org.jspecify.annotations.NullMarked;
