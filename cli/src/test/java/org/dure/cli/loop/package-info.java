/// The loop under `kill -9`: a real platform, people who work with it, and somebody who kills its programs.
@NullMarked
package org.dure.cli.loop;

import org.jspecify.annotations.NullMarked;
