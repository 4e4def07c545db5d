/// Organisations, their units, the units' projects and members. Other features use `ProjectService`.
@NullMarked
package org.dure.server.people.project;

import org.jspecify.annotations.NullMarked;
