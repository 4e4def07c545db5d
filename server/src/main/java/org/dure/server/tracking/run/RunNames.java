package org.dure.server.tracking.run;

import java.security.SecureRandom;
import java.util.List;

/// Names for runs whose makers gave none: easier to say than 32 digits. They need not be unique.
public final class RunNames {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> FIRST = List.of(
            "amber", "brave", "calm", "clever", "crisp", "eager", "early", "fair", "gentle", "golden", "happy",
            "honest", "keen", "kind", "lively", "lucky", "mellow", "noble", "patient", "proud", "quick", "quiet",
            "ready", "round", "silver", "steady", "swift", "tidy", "warm", "wise");
    private static final List<String> SECOND = List.of(
            "acorn", "barley", "birch", "brook", "cedar", "cloud", "crane", "field", "finch", "harvest", "heron",
            "hill", "lantern", "maple", "meadow", "millet", "moon", "ox", "paddy", "pine", "plough", "rain", "rice",
            "river", "seed", "sparrow", "spring", "stone", "tiger", "willow");

    private RunNames() {}

    public static String next() {
        return FIRST.get(RANDOM.nextInt(FIRST.size())) + "-" + SECOND.get(RANDOM.nextInt(SECOND.size())) + "-"
                + (100 + RANDOM.nextInt(900));
    }
}
