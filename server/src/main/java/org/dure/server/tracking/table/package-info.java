/// The run table: many runs at once, of them just the columns asked for, ordered and filtered by MLflow's language and
/// measures of metrics besides the last value; grouped, exported and changed in bulk. Also the curves of many runs, and
/// the views of the table that people keep.
@NullMarked
package org.dure.server.tracking.table;

import org.jspecify.annotations.NullMarked;
