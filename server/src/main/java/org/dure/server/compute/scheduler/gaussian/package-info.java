/// Regression over settings of experiments: a Gaussian process and what it needs. Pure computation.
@NullMarked
package org.dure.server.compute.scheduler.gaussian;

import org.jspecify.annotations.NullMarked;
