/// `dure run` and `dure sweep`: programs that become sessions.
@NullMarked
package org.dure.cli.verbs.run;

import org.jspecify.annotations.NullMarked;
