/// Images that are built from a program's Containerfile: read, made step by step in the session's own sandbox, and kept
/// for the project.
@NullMarked
package org.dure.agent.build;

import org.jspecify.annotations.NullMarked;
