package org.dure.server.compute.scheduler;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides who gets a slot. The same offer and the same random numbers give the same decision.
public interface Policy {

    /// Null where nobody can use it.
    @Nullable
    Decision next(Offer offer, RandomGenerator random);
}
