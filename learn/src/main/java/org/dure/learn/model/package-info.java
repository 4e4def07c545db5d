/// What is left: the network as ONNX graph, and the model package around it.
@NullMarked
package org.dure.learn.model;

import org.jspecify.annotations.NullMarked;
