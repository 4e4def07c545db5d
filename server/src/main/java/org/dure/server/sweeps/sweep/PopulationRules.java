package org.dure.server.sweeps.sweep;

import org.dure.server.base.UserError;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.Limits;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.search.Breeding;
import org.jspecify.annotations.Nullable;

/// Reads what is asked for of a population and fills in what is usual.
final class PopulationRules {

    private static final int SIZE = 10;
    private static final int SIZE_MOST = 100;
    private static final double SHARE_MOST = 0.5;
    private static final long STEP_MOST = 1L << 40;

    private PopulationRules() {}

    /// @return null with another algorithm
    static @Nullable Population population(NewSweep wanted, Objective objective) {
        NewSweep.PopulationBody body = wanted.population();
        if (wanted.algorithm() != Algorithm.Kind.PBT) {
            if (body != null) {
                throw new UserError.Invalid("population", "belongs to the algorithm PBT alone");
            }
            return null;
        }
        if (wanted.session() == null) {
            throw new UserError.Invalid(
                    "session", "is missing: a population is copied by the checkpoints of its sessions");
        }
        if (wanted.session().program() != null && wanted.session().program().recipe() != null) {
            throw new UserError.Invalid(
                    "session.program.recipe",
                    "cannot be copied: a recipe goes on only with the settings that its checkpoint was made with");
        }
        if (wanted.earlyStop() != null) {
            throw new UserError.Invalid(
                    "early_stop", "must be absent: in a population the worst give their places to copies of the best");
        }
        if (body == null || body.every() == null) {
            throw new UserError.Invalid(
                    "population.every", "is missing: after how many steps of the metric members are compared");
        }
        int size = body.size() == null ? SIZE : body.size();
        if (size < 2 || size > SIZE_MOST) {
            throw new UserError.Invalid("population.size", "must lie between 2 and " + SIZE_MOST + ", not " + size);
        }
        if (body.every() < 1 || body.every() > STEP_MOST) {
            throw new UserError.Invalid("population.every", "must be a number of steps from 1 up");
        }
        return new Population(
                metric(body, objective),
                direction(body, objective),
                size,
                body.every(),
                within("population.share", body.share(), Breeding.SHARE, SHARE_MOST),
                within("population.resample", body.resample(), Breeding.RESAMPLE, 1));
    }

    private static String metric(NewSweep.PopulationBody body, Objective objective) {
        if (body.metric() != null) {
            return SweepRules.metric("population.metric", body.metric());
        }
        if (objective.metric() == null) {
            throw new UserError.Invalid(
                    "population.metric",
                    "is missing: the hidden part judges models when they are done; name a metric that the program logs");
        }
        return objective.metric();
    }

    private static Direction direction(NewSweep.PopulationBody body, Objective objective) {
        if (body.direction() == null && objective.source() == Objective.Source.HIDDEN) {
            throw new UserError.Invalid("population.direction", "must be MINIMIZE or MAXIMIZE");
        }
        return body.direction() == null ? objective.direction() : body.direction();
    }

    private static double within(String field, @Nullable Double wanted, double usual, double most) {
        double share = wanted == null ? usual : wanted;
        if (!(share >= 0 && share <= most)) {
            throw new UserError.Invalid(field, "must lie between 0 and " + most + ", not " + share);
        }
        return share;
    }

    /// @throws UserError.Invalid where there are fewer trials than members: each begins with one
    static void check(@Nullable Population population, Limits limits) {
        if (population != null && limits.trials() < population.size()) {
            throw new UserError.Invalid(
                    "trials",
                    "must be at least " + population.size() + ", the members of the population, not "
                            + limits.trials());
        }
    }
}
