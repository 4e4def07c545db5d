/// HTTP/1.1 messages as they stand on the wire, for what passes them on.
@NullMarked
package org.dure.base.http;

import org.jspecify.annotations.NullMarked;
