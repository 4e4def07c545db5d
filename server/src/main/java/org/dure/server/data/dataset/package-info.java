/// Datasets: made, found, listed. Other features use `DatasetService`.
@NullMarked
package org.dure.server.data.dataset;

import org.jspecify.annotations.NullMarked;
