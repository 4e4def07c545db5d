/// Who stands where on a problem: the leaderboard, the champion, and the comparisons that made it one. Decided when a
/// version has been evaluated, as `docs/adr/0070-champion-by-paired-test.md` says.
@NullMarked
package org.dure.server.models.champion;

import org.jspecify.annotations.NullMarked;
