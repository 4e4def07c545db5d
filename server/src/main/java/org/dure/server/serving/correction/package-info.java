/// The way from use back to data: requests that callers let be kept, corrections in quarantine, and acceptances, which
/// carry them into a new version of the problem's dataset.
@NullMarked
package org.dure.server.serving.correction;

import org.jspecify.annotations.NullMarked;
