/// The hosts beyond the platform that the programs of a project may reach.
@NullMarked
package org.dure.server.compute.network;

import org.jspecify.annotations.NullMarked;
