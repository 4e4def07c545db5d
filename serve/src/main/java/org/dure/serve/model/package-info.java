/// What a model takes and gives: element types, tensors, and the checked reading of `signature.json`.
@NullMarked
package org.dure.serve.model;

import org.jspecify.annotations.NullMarked;
