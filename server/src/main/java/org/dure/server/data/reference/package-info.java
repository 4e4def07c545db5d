/// Folders that stay where they are: read into a manifest by a scan, and named by a version.
@NullMarked
package org.dure.server.data.reference;

import org.jspecify.annotations.NullMarked;
