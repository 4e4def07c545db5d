/// Accounts, and how their owners sign in and out.
@NullMarked
package org.dure.server.people.account;

import org.jspecify.annotations.NullMarked;
