/// Who may call: API keys, try-it tokens, and how often.
@NullMarked
package org.dure.serve.access;

import org.jspecify.annotations.NullMarked;
