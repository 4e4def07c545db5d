package org.dure.server.compute.scheduler.search;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses within a problem. Stateless but for caches: the same picture and the same random numbers give the same pick.
public interface Search {

    /// The experiment that gets the next slice; null where none is ready.
    @Nullable
    Pick next(Problem problem, RandomGenerator random);
}
