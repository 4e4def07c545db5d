/// How a training says that it cannot be done, or cannot go on.
@NullMarked
package org.dure.learn.reason;

import org.jspecify.annotations.NullMarked;
