/// Points of metrics: written, kept, summed up by series, and read again. It knows runs by their row ids alone.
@NullMarked
package org.dure.server.tracking.metric;

import org.jspecify.annotations.NullMarked;
