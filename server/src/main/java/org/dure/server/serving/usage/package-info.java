/// What callers used, by endpoint, key and day.
@NullMarked
package org.dure.server.serving.usage;

import org.jspecify.annotations.NullMarked;
