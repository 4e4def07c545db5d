/// Models in use: endpoints, deployments, API keys, what callers used, and what they fed back.
///
/// `serve` answers the callers; here stands what it answers with (the routing table) and what it reports. A change of
/// the table raises its version in the same transaction, and the waiting `serve` hears of it within a second.
///
/// One package a noun, each using only those before it: `routing`, `endpoint`, `key`, `usage`, `correction`, `wire`.
///
/// Owns the schema `serving` and no event. It may use `models`, `problems`, `data`, `compute`, `people`
/// and `base`.
@ApplicationModule(
        displayName = "Serving",
        allowedDependencies = {
            "models",
            "problems",
            "data",
            "data::dataset",
            "data::version",
            "compute",
            "people",
            "people::project",
            "base"
        })
@NullMarked
package org.dure.server.serving;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
