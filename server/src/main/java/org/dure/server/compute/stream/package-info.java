/// Ways into interactive sessions: terminals, and the web applications that listen inside, each over streams of bytes
/// that the session's agent carries.
///
/// A `StreamService` opens streams; `TerminalResource` gives one to a browser or `dure shell` as a WebSocket;
/// `AppListener`
/// is the proxy behind which JupyterLab and the like have a host name of their own.
@NullMarked
package org.dure.server.compute.stream;

import org.jspecify.annotations.NullMarked;
