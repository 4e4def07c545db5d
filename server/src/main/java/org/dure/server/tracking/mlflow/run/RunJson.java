package org.dure.server.tracking.mlflow.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunInput;
import org.dure.server.tracking.run.RunPage;
import org.dure.server.tracking.run.RunService;
import org.springframework.stereotype.Component;

/// The JSON of runs as searches answer with it, kept packed until the run changes: most runs of a page have long ended.
@Component
class RunJson {

    private static final int LOADED_AT_ONCE = 500;

    /// What is kept takes at most this part of the heap.
    private static final int HEAP_PART = 10;

    private static final int OVERHEAD_BYTES = 150;

    private record Kept(long version, PackedJson json) {
        int bytes() {
            return json.deflated().length + OVERHEAD_BYTES;
        }
    }

    private final LinkedHashMap<Long, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final long bytesMost = Runtime.getRuntime().maxMemory() / HEAP_PART;
    private final RunService runs;
    private final LogService log;
    private long bytes;

    RunJson(RunService runs, LogService log) {
        this.runs = runs;
        this.log = log;
    }

    /// In the order of `found`.
    List<PackedJson> of(List<RunPage.Version> found) {
        Map<Long, PackedJson> ready = HashMap.newHashMap(found.size());
        List<RunPage.Version> missing = find(found, ready);
        for (int from = 0; from < missing.size(); from += LOADED_AT_ONCE) {
            List<RunPage.Version> some = missing.subList(from, Math.min(missing.size(), from + LOADED_AT_ONCE));
            load(some, ready);
        }
        List<PackedJson> all = new ArrayList<>(found.size());
        for (RunPage.Version version : found) {
            PackedJson json = ready.get(version.id());
            if (json != null) {
                all.add(json);
            }
        }
        return all;
    }

    private synchronized List<RunPage.Version> find(List<RunPage.Version> found, Map<Long, PackedJson> ready) {
        List<RunPage.Version> missing = new ArrayList<>();
        for (RunPage.Version version : found) {
            Kept there = kept.get(version.id());
            if (there != null && there.version() == version.version()) {
                ready.put(version.id(), there.json());
            } else {
                missing.add(version);
            }
        }
        return missing;
    }

    /// What is loaded is of the version that was found or newer; then it will be loaded again, which does no harm.
    private void load(List<RunPage.Version> missing, Map<Long, PackedJson> ready) {
        List<Run> loaded = runs.load(missing);
        if (loaded.size() != missing.size()) {
            throw new IllegalStateException("A run that was found is gone; runs are never removed");
        }
        Map<String, List<RunInput>> inputs = log.inputs(loaded);
        Map<String, List<String>> models = log.modelInputs(loaded);
        Map<String, Map<String, Long>> outputs = log.outputs(loaded);
        for (int place = 0; place < loaded.size(); place++) {
            Run run = loaded.get(place);
            PackedJson json = PackedJson.of(RunAnswers.of(
                    run,
                    inputs.getOrDefault(run.id(), List.of()),
                    models.getOrDefault(run.id(), List.of()),
                    outputs.getOrDefault(run.id(), Map.of())));
            ready.put(missing.get(place).id(), json);
            keep(missing.get(place), json);
        }
    }

    private synchronized void keep(RunPage.Version version, PackedJson json) {
        Kept now = new Kept(version.version(), json);
        Kept before = kept.put(version.id(), now);
        bytes += now.bytes() - (before == null ? 0 : before.bytes());
        while (bytes > bytesMost && kept.size() > 1) {
            bytes -= kept.pollFirstEntry().getValue().bytes();
        }
    }
}
