/// `dure login`: by whose rights the other commands act.
@NullMarked
package org.dure.cli.login;

import org.jspecify.annotations.NullMarked;
