/// The gate before every endpoint: who calls, whether they may, and what a refusal looks like; what needs no gate
/// (health,
/// the OpenAPI document); and the first administrator, so that there is somebody to let in.
@NullMarked
package org.dure.server.people.access;

import org.jspecify.annotations.NullMarked;
