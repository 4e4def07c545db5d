/// Which model version answers for which endpoint, and the runner processes behind: packages are fetched and checked,
/// loaded beside the version that is live, switched, drained; a runner that dies is started again.
@NullMarked
package org.dure.serve.deploy;

import org.jspecify.annotations.NullMarked;
