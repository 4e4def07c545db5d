/// When those who wait will start, with how sure that is, and what would start sooner: the queue's own rules played
/// forward over how long such sessions have run before. What was foretold is kept and held against what came true.
@NullMarked
package org.dure.server.compute.forecast;

import org.jspecify.annotations.NullMarked;
