/// The routing table that `server` issues: fetched by long poll, checked, kept on disk for the time when `server` is
/// away.
@NullMarked
package org.dure.serve.table;

import org.jspecify.annotations.NullMarked;
