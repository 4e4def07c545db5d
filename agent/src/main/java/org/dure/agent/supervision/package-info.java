/// The attempt under way: heartbeats, orders to stop, time and disk watched, and how it ended.
@NullMarked
package org.dure.agent.supervision;

import org.jspecify.annotations.NullMarked;
