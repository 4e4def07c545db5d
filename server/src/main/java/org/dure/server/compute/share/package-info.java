/// What each project may have of the room: its weight among the projects, and its quotas. Use is derived from leases.
@NullMarked
package org.dure.server.compute.share;

import org.jspecify.annotations.NullMarked;
