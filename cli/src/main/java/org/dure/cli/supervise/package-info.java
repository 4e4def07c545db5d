/// Runs the platform on this machine: `up` starts `server` and `serve` on one data folder and keeps them alive, `down`
/// ends them, `status` says how they are.
///
/// What stands in the data folder: `up.lock` is locked while a supervisor lives (the system frees it even after
/// `kill -9`), `up.json` says where the platform is to be reached, `log/` holds what each process says.
@NullMarked
package org.dure.cli.supervise;

import org.jspecify.annotations.NullMarked;
