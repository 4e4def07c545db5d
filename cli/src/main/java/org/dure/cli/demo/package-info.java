/// `dure demo`: walks the whole loop on real data, through the public API alone, and says at each station what
/// happened.
/// [org.dure.cli.demo.Walk] is the loop in the order of its stations.
@NullMarked
package org.dure.cli.demo;

import org.jspecify.annotations.NullMarked;
