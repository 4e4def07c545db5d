/// The secrets of a session: shown to its program as files, kept out of its log.
@NullMarked
package org.dure.agent.secret;

import org.jspecify.annotations.NullMarked;
