/// What a program leaves: checkpoints while it runs, outputs after it, handed over to `server`.
@NullMarked
package org.dure.agent.handover;

import org.jspecify.annotations.NullMarked;
