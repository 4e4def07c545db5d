/// Datasets: immutable versions, uploads, references to folders, previews, downloads, differences, mounts.
///
/// A version is a manifest of part, path, size and sha256; the bytes lie once in the object store, however many
/// versions name them. The part `hidden` is for the platform's own judging of models: nobody else sees more of it than
/// its counts, and what was hidden once in a dataset stays hidden in it.
///
/// Owns the schema `data` and the event `VersionMade`. It may use `base`, `people` and `compute`.
@ApplicationModule(
        displayName = "Data",
        allowedDependencies = {"base", "people", "compute"})
@NullMarked
package org.dure.server.data;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
