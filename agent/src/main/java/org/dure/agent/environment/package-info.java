/// Python packages of `requirements.txt`: installed once for a project, kept by the hash of what they were made from.
@NullMarked
package org.dure.agent.environment;

import org.jspecify.annotations.NullMarked;
