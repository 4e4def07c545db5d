/// The wire between `server` and `serve`; the prose is in `api/serve-protocol.md`.
@NullMarked
package org.dure.base.serving;

import org.jspecify.annotations.NullMarked;
