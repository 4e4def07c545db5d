/// What the programs truly share: ids, hashes, secrets, JSON, files, and the records that travel between them.
///
/// Nothing here knows a database, a web framework or a feature.
@NullMarked
package org.dure.base;

import org.jspecify.annotations.NullMarked;
