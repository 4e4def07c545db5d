/// Tells others of what happens to a project's models: whom, of what, and until they have heard it.
///
/// What is to be told is a row, written in the transaction of the deed itself; a worker sends it, as often as it takes.
@NullMarked
package org.dure.server.models.webhook;

import org.jspecify.annotations.NullMarked;
