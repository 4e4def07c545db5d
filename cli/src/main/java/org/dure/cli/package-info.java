/// The `dure` command: what a person or a program types. Below it: `supervise` runs the platform on this machine, `api`
/// speaks to it, `snapshot` reads the folders that are sent, `verbs` are the commands that do, `demo` walks the whole
/// loop.
@NullMarked
package org.dure.cli;

import org.jspecify.annotations.NullMarked;
