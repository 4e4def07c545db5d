/// What learns: layers, the networks made of them, and the optimiser that changes their weights.
@NullMarked
package org.dure.learn.network;

import org.jspecify.annotations.NullMarked;
