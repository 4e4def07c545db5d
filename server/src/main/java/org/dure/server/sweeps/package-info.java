/// Sweeps: searches for the parameters with which a program does best. A sweep chooses points of a space, has each
/// tried
/// by a session (or by whoever asks for it: ask and tell), and learns from what came of it.
///
/// Here stand the records that all of it speaks of. Below, one package a noun, each using only those before it:
/// `search`
/// (the algorithms, plain Java), `trial` (one point tried: its session, its measure), `sweep`.
///
/// All that a sweep knows is rows: whatever dies, it goes on from them. Whoever may run sessions may sweep: it asks for
/// `COMPUTE_READ` and `COMPUTE_RUN`, and submits every trial in the name and with the rights of who made the sweep.
///
/// Owns the schema `sweeps` and no event. It may use `models`, `tracking`, `problems`, `compute`, `people` and `base`.
@ApplicationModule(
        displayName = "Sweeps",
        allowedDependencies = {
            "models",
            "tracking",
            "tracking::run",
            "tracking::artifact",
            "problems",
            "compute",
            "compute::session",
            "compute::attempt",
            "compute::curve",
            "compute::slot",
            "compute::usage",
            "people",
            "people::project",
            "people::account",
            "base"
        })
@NullMarked
package org.dure.server.sweeps;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
