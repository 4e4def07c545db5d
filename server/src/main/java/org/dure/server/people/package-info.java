/// Who may do what: organisations, units, projects, accounts, roles, tokens, sign-in and the audit trail.
///
/// Here stands what every feature says of people: who calls (`Caller`), with which roles and permissions, what an
/// endpoint
/// needs (`Needs`), the audit trail. Below, one package a noun, each using only those before it: `account`, `project`,
/// `token`, `access`. Other features use `project`, `token` and `account`.
///
/// Owns the schema `people` and no event. It may use `base`.
@ApplicationModule(displayName = "People", allowedDependencies = "base")
@NullMarked
package org.dure.server.people;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
