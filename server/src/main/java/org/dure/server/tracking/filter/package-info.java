/// MLflow's search language: filters (`metrics.loss < 0.5 AND tags.owner = 'kim'`) and orders (`params.lr DESC`), read
/// into values that a repository turns into SQL.
@NamedInterface("filter")
@NullMarked
package org.dure.server.tracking.filter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
