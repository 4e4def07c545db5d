/// The wire to `server`: calls that are patient and know what an answer means, and what is kept on disk until `server`
/// has it.
@NullMarked
package org.dure.agent.wire;

import org.jspecify.annotations.NullMarked;
