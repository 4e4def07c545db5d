/// The room at a glance: every node and slot, who holds it, who waits for what and until when, and the rules by which
/// all of it is shared. It owns no table; what it tells is read from its neighbours.
@NullMarked
package org.dure.server.compute.room;

import org.jspecify.annotations.NullMarked;
