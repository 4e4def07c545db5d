/// The callers' side: HTTP, and the Open Inference Protocol v2 in JSON. What the other packages know is not HTTP, so
/// that
/// gRPC can come to stand beside it.
@NullMarked
package org.dure.serve.gateway;

import org.jspecify.annotations.NullMarked;
