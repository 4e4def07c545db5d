/// Versions laid out as folders that sessions read: `dataset` for everybody, `hidden` for the platform alone.
@NullMarked
package org.dure.server.data.mount;

import org.jspecify.annotations.NullMarked;
