/// The sandbox: what is shown inside, the user, the seccomp filter, the start; and the check of what a node lacks for
/// it.
@NullMarked
package org.dure.agent.sandbox;

import org.jspecify.annotations.NullMarked;
