/// MLflow's evaluation data sets: records of inputs and what is expected of them, by which programs judge models.
@NullMarked
package org.dure.server.tracking.evaluationdataset;

import org.jspecify.annotations.NullMarked;
