/// The wire to `serve`: the routing table and model files out, usage, samples, corrections and reports in.
@NullMarked
package org.dure.server.serving.wire;

import org.jspecify.annotations.NullMarked;
