/// What the program prints: cut into numbered log chunks and metric points, spooled, sent.
@NullMarked
package org.dure.agent.log;

import org.jspecify.annotations.NullMarked;
