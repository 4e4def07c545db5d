/// The wire between `server` and `agent`; the prose is in `api/agent-protocol.md`.
@NullMarked
package org.dure.base.agent;

import org.jspecify.annotations.NullMarked;
