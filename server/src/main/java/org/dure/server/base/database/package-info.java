/// PostgreSQL: the one in the data folder, started, watched and taken over, or one that the settings name; the pool
/// over
/// it, and the schemas of all features brought up to date before anything is asked.
@NullMarked
package org.dure.server.base.database;

import org.jspecify.annotations.NullMarked;
