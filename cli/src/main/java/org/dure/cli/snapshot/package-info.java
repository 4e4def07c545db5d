/// A folder of a program as it is sent: which of its files ([org.dure.cli.snapshot.Snapshot],
/// [org.dure.cli.snapshot.IgnoreRules]), what git says of it ([org.dure.cli.snapshot.GitState]), and the archive.
@NullMarked
package org.dure.cli.snapshot;

import org.jspecify.annotations.NullMarked;
