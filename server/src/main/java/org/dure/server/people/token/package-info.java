/// Tokens of people, of running programs and of agents. Other features use `TokenService`.
@NullMarked
package org.dure.server.people.token;

import org.jspecify.annotations.NullMarked;
