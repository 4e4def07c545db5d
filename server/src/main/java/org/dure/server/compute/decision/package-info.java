/// Who gets the next slots, and whether those who hold some keep them: decided by the pool's policy, stored as rows
/// with
/// the whole picture and the reasons, replayed, and held against what then happened. `attempt` asks and acts.
@NullMarked
package org.dure.server.compute.decision;

import org.jspecify.annotations.NullMarked;
