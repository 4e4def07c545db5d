/// Datasets: immutable versions, uploads, references to folders, previews, downloads, differences, mounts.
///
/// A version is a manifest of part, path, size and sha256; the bytes lie once in the object store, however many
/// versions name them. The part `hidden` is for the platform's own judging of models: nobody else sees more of it than
/// its counts, and what was hidden once in a dataset stays hidden in it.
///
/// Here stand the records, names and limits that all of it speaks of. Below, one package a noun, each using only those
/// before it: `dataset`, `version`, `content`, `preview`, `mount`, `upload`, `reference`. Other features use `dataset`
/// and `version`.
///
/// Owns the schema `data` and the event `VersionMade`. It may use `base`, `people` and `compute`.
@ApplicationModule(
        displayName = "Data",
        allowedDependencies = {"base", "people", "people::project", "compute"})
@NullMarked
package org.dure.server.data;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
