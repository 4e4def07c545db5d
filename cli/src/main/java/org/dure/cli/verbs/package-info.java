/// The verbs that talk to the public API: data, sessions, problems, models, endpoints, predictions.
@NullMarked
package org.dure.cli.verbs;

import org.jspecify.annotations.NullMarked;
