/// A gang: the agents of one attempt on several nodes. Rank 0 leads and alone speaks with `server`; the others
/// follow it. They tell each other what is needed by files of a folder that all their nodes see.
@NullMarked
package org.dure.agent.gang;

import org.jspecify.annotations.NullMarked;
