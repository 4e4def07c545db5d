/// What programs print: kept in numbered chunks, read in parts or followed live. Other features use `LogService`.
@NullMarked
package org.dure.server.compute.log;

import org.jspecify.annotations.NullMarked;
