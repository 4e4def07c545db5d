/// Events on their way to `server`: durable here before the answer leaves, forgotten once `server` has acknowledged
/// them.
@NullMarked
package org.dure.serve.spool;

import org.jspecify.annotations.NullMarked;
