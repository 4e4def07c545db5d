/// Secrets of projects: put, listed by name, taken away, and opened for the agent of an attempt that asks for them.
@NullMarked
package org.dure.server.compute.secret;

import org.jspecify.annotations.NullMarked;
