/// How well sessions do: the curve of what each is after, read from those who know it (`AimSource`, `CurveSource`,
/// implemented by higher features) and kept as rows, so that decisions rest on rows alone.
@NamedInterface("curve")
@NullMarked
package org.dure.server.compute.curve;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
