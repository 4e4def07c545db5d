/// The version of the routing table: raised with every change, waited for by `serve`; and the key of try-it tokens.
@NullMarked
package org.dure.server.serving.routing;

import org.jspecify.annotations.NullMarked;
