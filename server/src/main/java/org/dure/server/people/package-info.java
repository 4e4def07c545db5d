/// Who may do what: organisations, units, projects, accounts, roles, tokens, sign-in and the audit trail.
///
/// Owns the schema `people` and no event. It may use `base`.
@ApplicationModule(displayName = "People", allowedDependencies = "base")
@NullMarked
package org.dure.server.people;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
