/// The bytes of versions' files, wherever they lie: checked while they are read, downloaded one by one or as an
/// archive.
@NullMarked
package org.dure.server.data.content;

import org.jspecify.annotations.NullMarked;
