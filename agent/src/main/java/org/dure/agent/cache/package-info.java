/// What agents keep on a node for each other: made once, held while it is used, removed when it is too much. See
/// `docs/adr/0035-what-a-node-keeps.md`.
@NullMarked
package org.dure.agent.cache;

import org.jspecify.annotations.NullMarked;
