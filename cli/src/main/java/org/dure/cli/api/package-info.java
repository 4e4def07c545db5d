/// The public API as the commands use it: addresses and tokens ([org.dure.cli.api.SignIn]), requests and their errors
/// ([org.dure.cli.api.Api]), and finding things by their names ([org.dure.cli.api.Finder]).
@NullMarked
package org.dure.cli.api;

import org.jspecify.annotations.NullMarked;
