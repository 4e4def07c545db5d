/// The process that computes: loads ONNX models of one project and answers the gateway over a unix socket.
///
/// [org.dure.serve.runner.Runner] is its main class. It runs in a sandbox, knows no network, no keys and no callers.
@NullMarked
package org.dure.serve.runner;

import org.jspecify.annotations.NullMarked;
