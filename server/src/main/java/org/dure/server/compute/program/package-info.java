/// What sessions run: programs that people upload, unpacked and kept as objects, laid out as folders when a session
/// starts;
/// and the recipes, which are programs of the platform's own.
@NullMarked
package org.dure.server.compute.program;

import org.jspecify.annotations.NullMarked;
