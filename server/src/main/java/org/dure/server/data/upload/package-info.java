/// Drafts: files and archives gathered, and committed as a version.
@NullMarked
package org.dure.server.data.upload;

import org.jspecify.annotations.NullMarked;
