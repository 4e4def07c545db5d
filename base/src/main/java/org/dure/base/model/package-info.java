/// The model package: `model.onnx` and `signature.json`; the prose is in `api/model-package.md`.
@NullMarked
package org.dure.base.model;

import org.jspecify.annotations.NullMarked;
