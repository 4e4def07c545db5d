/// The control plane. Each package below is a feature; ARCHITECTURE.md is the map.
@NullMarked
package org.dure.server;

import org.jspecify.annotations.NullMarked;
