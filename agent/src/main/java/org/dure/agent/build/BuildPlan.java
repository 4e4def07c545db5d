package org.dure.agent.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dure.base.Json;
import org.dure.base.Sha256;

/// What makes an image of a base: all of it known, and every fault of the file found, before the first step runs.
///
/// @param title       of the file and its stage, for the log
/// @param id          names what comes of it: of what the steps do, the files that they copy, and the base. Comments,
///                    and files that no step takes, do not change it
/// @param environment the variables that the image sets
/// @param folder      where its last step would work
/// @param shell       that runs what is written as a line
/// @param notes       what of the file has no effect, for the log
record BuildPlan(
        String title,
        String id,
        Origin base,
        List<Step> steps,
        Map<String, String> environment,
        String folder,
        List<String> shell,
        List<String> notes)
        implements Origin {

    /// Renewed where the same plan makes another image than before.
    private static final int FORM = 1;

    static String id(Origin base, List<Step> steps, Map<String, String> environment) {
        return "sha256:"
                + Sha256.of(Json.MAPPER.writeValueAsString(List.of(
                                FORM,
                                base.id(),
                                new TreeMap<>(environment),
                                steps.stream().map(Step::content).toList())))
                        .hex();
    }

    /// Under which it is kept.
    String key() {
        return id.substring(id.indexOf(':') + 1);
    }

    /// What it is built on and takes files from.
    List<Origin> origins() {
        List<Origin> origins = new ArrayList<>(List.of(base));
        for (Step step : steps) {
            if (step instanceof Step.Take take) {
                origins.add(take.from());
            }
        }
        return origins;
    }
}
