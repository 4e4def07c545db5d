package org.dure.server.tracking.artifact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// The pictures among the files of many runs. Whoever asks has made sure that the caller may see the runs.
@Component
public class Images {

    /// What a browser draws and what can hold no program, by the ends of names.
    private static final String PATTERN = "\\.(png|jpe?g|gif|webp|bmp)$";

    /// @param runId of a run that has pictures
    /// @param paths of them, sorted
    public record OfRun(String runId, List<String> paths) {}

    /// @param items of the first runs that have pictures, in the order of the question
    /// @param runs  how many have pictures
    public record Found(List<OfRun> items, int runs) {}

    private final ArtifactRepository artifacts;

    Images(ArtifactRepository artifacts) {
        this.artifacts = artifacts;
    }

    public Found of(List<String> runIds, int most) {
        Set<String> having = artifacts.having(runIds, PATTERN);
        List<String> first =
                runIds.stream().filter(having::contains).limit(most).toList();
        Map<String, List<String>> paths = artifacts.paths(first, PATTERN);
        List<OfRun> items = first.stream()
                .map(runId -> new OfRun(runId, paths.getOrDefault(runId, List.of())))
                .toList();
        return new Found(items, having.size());
    }
}
