/// Views of the run table and of comparisons that people keep by name, for themselves or for their project.
@NullMarked
package org.dure.server.tracking.savedview;

import org.jspecify.annotations.NullMarked;
