/// Who takes part in a pool, and what each has shown: read from rows once, then only what was written since. The
/// rows are the truth; what is kept here saves reading them again, and is gone with the process.
@NullMarked
package org.dure.server.compute.roster;

import org.jspecify.annotations.NullMarked;
