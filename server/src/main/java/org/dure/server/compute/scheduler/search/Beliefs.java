package org.dure.server.compute.scheduler.search;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Beliefs by the content of the problems that they were made from. A belief is a function of that content alone: where
/// nothing new was seen of a problem, the next decision finds what the last one has computed, and decides the same as
/// if
/// it had not. The least recently used go first.
public final class Beliefs {

    /// Of a trial that was asked about: its posterior.
    private static final long NUMBERS_A_TRIAL = 256;

    private final long most;
    private final Map<String, Belief> made = new LinkedHashMap<>(16, .75f, true);
    private long held;

    /// @param most numbers of eight bytes that all of them may hold, about
    public Beliefs(long most) {
        this.most = most;
    }

    Belief of(Problem problem, int points) {
        String key = points + " " + problem.fingerprint();
        Belief known = find(key);
        if (known != null) {
            return known;
        }
        Belief belief = new Belief(problem, new SplittableRandom(problem.observations()), points, null);
        keep(key, belief);
        return belief;
    }

    private synchronized @Nullable Belief find(String key) {
        return made.get(key);
    }

    private synchronized void keep(String key, Belief belief) {
        if (made.put(key, belief) == null) {
            held += numbers(belief);
        }
        Iterator<Belief> oldest = made.values().iterator();
        while (held > most && oldest.hasNext()) {
            held -= numbers(oldest.next());
            oldest.remove();
        }
    }

    private static long numbers(Belief belief) {
        return belief.trials() * NUMBERS_A_TRIAL + (long) belief.points() * belief.points();
    }
}
