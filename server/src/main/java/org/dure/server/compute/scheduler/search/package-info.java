/// Which of one problem's experiments gets the next slice. Pure computation over a picture of the problem.
@NullMarked
package org.dure.server.compute.scheduler.search;

import org.jspecify.annotations.NullMarked;
