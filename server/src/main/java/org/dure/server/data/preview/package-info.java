/// Looks into visible parts: pictures drawn small, the first rows of tables, the first lines of texts.
@NullMarked
package org.dure.server.data.preview;

import org.jspecify.annotations.NullMarked;
