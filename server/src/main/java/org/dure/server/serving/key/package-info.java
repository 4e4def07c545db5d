/// API keys: issued, listed, revoked.
@NullMarked
package org.dure.server.serving.key;

import org.jspecify.annotations.NullMarked;
