/// Container images: found or fetched by podman, Docker or Apptainer, unpacked once for a node, and run in the same
/// sandbox as
/// everything else. See `docs/adr/0031-images.md`.
@NullMarked
package org.dure.agent.image;

import org.jspecify.annotations.NullMarked;
