/// What to try next: search spaces and the algorithms that choose points in them. Plain Java without Spring or SQL; all
/// that an algorithm knows comes in by its arguments, so that a search goes on after weeks as if it had never stopped.
@NullMarked
package org.dure.server.sweeps.search;

import org.jspecify.annotations.NullMarked;
