/// Folders that a program writes: made, read without following a link, measured, removed.
@NullMarked
package org.dure.agent.folder;

import org.jspecify.annotations.NullMarked;
