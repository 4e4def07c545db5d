/// The way into the sandbox of an interactive session: streams of bytes that `server` asks for, each carried between
/// it and what waits inside for them.
@NullMarked
package org.dure.agent.stream;

import org.jspecify.annotations.NullMarked;
