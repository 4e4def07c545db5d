/// MLflow 3's records of the models that programs have made.
@NullMarked
package org.dure.server.tracking.loggedmodel;

import org.jspecify.annotations.NullMarked;
