/// The platform's own judgement over model versions: asked for when a version is registered, made in a sandboxed
/// session
/// on the hidden part, kept item by item for paired tests.
@NullMarked
package org.dure.server.models.evaluation;

import org.jspecify.annotations.NullMarked;
