/// Versions: the one place where manifests come to be and are checked (`ManifestMaker`), and what is in them. Other
/// features use `VersionService`.
@NullMarked
package org.dure.server.data.version;

import org.jspecify.annotations.NullMarked;
