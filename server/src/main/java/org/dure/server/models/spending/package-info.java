/// What models and improvements of the champion cost: the hours of GPUs and CPU slots that `compute` derives from
/// leases, laid to the models that came of them and to the champions between which they were spent.
@NullMarked
package org.dure.server.models.spending;

import org.jspecify.annotations.NullMarked;
