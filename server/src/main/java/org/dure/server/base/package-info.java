/// What every feature stands on: settings, the data folder, the database, the object store, errors.
///
/// Owns the schema `base` (Spring Modulith's event publications). It may use no feature.
@ApplicationModule(
        displayName = "Base",
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@NullMarked
package org.dure.server.base;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
