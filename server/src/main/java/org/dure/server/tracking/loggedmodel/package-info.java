/// MLflow 3's records of the models that programs have made.
@NamedInterface("loggedmodel")
@NullMarked
package org.dure.server.tracking.loggedmodel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
