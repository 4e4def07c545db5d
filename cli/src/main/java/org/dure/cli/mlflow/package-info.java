/// Bringing what another MLflow server holds over to Dure: experiments, runs, their points and files, logged models and
/// the registry. Both sides are spoken to over MLflow's REST wire, so nothing here knows how Dure keeps anything.
///
/// Everything brought carries tags that name where it came from (`Marks`); a second import reads them and goes on
/// where the first one ended.
@NullMarked
package org.dure.cli.mlflow;

import org.jspecify.annotations.NullMarked;
