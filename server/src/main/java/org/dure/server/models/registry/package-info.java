/// What people and programs say of models and versions, and what becomes of it: names, descriptions, tags, aliases,
/// stages, versions that MLflow's clients register, and the history of who changed which of them when and why.
@NullMarked
package org.dure.server.models.registry;

import org.jspecify.annotations.NullMarked;
