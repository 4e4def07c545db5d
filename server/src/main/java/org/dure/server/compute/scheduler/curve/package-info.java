/// Where a learning curve will end: a bank of shapes with closed-form posteriors. Pure computation.
@NullMarked
package org.dure.server.compute.scheduler.curve;

import org.jspecify.annotations.NullMarked;
