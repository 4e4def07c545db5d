/// Sessions: submitted, checked, shown, stopped, and led from state to state. Other features use `SessionService`.
@NullMarked
package org.dure.server.compute.session;

import org.jspecify.annotations.NullMarked;
