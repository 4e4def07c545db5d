/// Model packages on their way into the registry: read from an uploaded zip archive or from what a run left, checked
/// against `api/model-package.md`, registered.
@NullMarked
package org.dure.server.models.packages;

import org.jspecify.annotations.NullMarked;
