package org.dure.agent.build;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dure.agent.image.ImageFolder;
import org.dure.base.Json;
import org.dure.base.Sha256;

/// What makes an image of a base: all of it known, and every fault of the file found, before the first step runs.
///
/// @param environment the variables that the image sets
/// @param notes       what of the file has no effect, for the log
record BuildPlan(List<Step> steps, Map<String, String> environment, List<String> notes) {

    /// Renewed where the same plan makes another image than before.
    private static final int FORM = 1;

    /// Names what comes of it: of what the steps do, the files that they copy, and the base. Comments, and files
    /// that no step takes, do not change it.
    Sha256 key(ImageFolder base) {
        return Sha256.of(Json.MAPPER.writeValueAsString(List.of(
                FORM,
                base.id(),
                new TreeMap<>(environment),
                steps.stream().map(Step::content).toList())));
    }
}
