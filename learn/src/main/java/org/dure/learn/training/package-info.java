/// How is learned: the recipe, the epochs, and the checkpoints from which a training goes on.
@NullMarked
package org.dure.learn.training;

import org.jspecify.annotations.NullMarked;
