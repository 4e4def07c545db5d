/// The ways out of a sandbox, each over one unix socket: to the platform with the session's token, and to the package
/// index alone.
@NullMarked
package org.dure.agent.proxy;

import org.jspecify.annotations.NullMarked;
