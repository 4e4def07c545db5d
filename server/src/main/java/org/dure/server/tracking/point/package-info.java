/// Points of metrics in memory and at rest: columns of numbers, and the two forms in which the database holds them.
@NullMarked
package org.dure.server.tracking.point;

import org.jspecify.annotations.NullMarked;
