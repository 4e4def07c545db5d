/// How a picture becomes a model's input, exactly as `api/model-package.md` says.
@NullMarked
package org.dure.serve.picture;

import org.jspecify.annotations.NullMarked;
