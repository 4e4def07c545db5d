/// Sessions: programs that get slots (GPUs or CPU cores) of a machine for as long as they need them, in a sandbox.
///
/// A session is submitted, waits for slots, and is run by attempts: the engine starts an agent for each, and the agent
/// reports over `/agent/v1`. An attempt that falls silent is lost; the next one goes on from the last checkpoint.
/// What a session may mount and which variables it gets is told by higher features through `MountSource` and
/// `SessionPreparer`.
///
/// Here stand the records and interfaces that all of it speaks of. Below, one package a noun, each using only those
/// before it: `program`, `slot`, `pool`, `share`, `secret`, `network`, `queue`, `curve`, `session`, `sample`, `usage`,
/// `log`, `engine`, `slurm`, `kubernetes`, `forecast`, `cost`, `roster`, `decision`, `attempt`, `room`, `stream`. Other
/// features
/// use `session`,
/// `slot`, `usage` and `log`, and tell through `curve` how well sessions do; `scheduler` is pure, stands by itself, and
/// is asked by `decision`.
///
/// Owns the schema `compute` and the event `SessionEnded`. It may use `people` and `base`.
@ApplicationModule(
        displayName = "Compute",
        allowedDependencies = {"people", "people::account", "people::project", "people::token", "base"})
@NullMarked
package org.dure.server.compute;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
