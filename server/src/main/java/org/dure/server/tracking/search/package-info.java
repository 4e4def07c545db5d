/// MLflow's filters and orders as SQL, for whatever can be searched.
@NullMarked
package org.dure.server.tracking.search;

import org.jspecify.annotations.NullMarked;
