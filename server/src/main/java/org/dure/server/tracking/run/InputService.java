package org.dure.server.tracking.run;

import java.util.List;
import org.dure.server.tracking.Experiment;
import org.springframework.stereotype.Service;

/// What runs say to have read, looked at across experiments.
@Service
public class InputService {

    private static final int SUMMARIES_MOST = 1_000;

    private final RunInputRepository inputs;

    InputService(RunInputRepository inputs) {
        this.inputs = inputs;
    }

    /// The data sets of the experiments' runs, each once; at most 1,000.
    ///
    /// @param experiments those that the caller may not see are to be left out by the caller of this
    public List<DatasetSummary> summaries(List<Experiment> experiments) {
        return inputs.summaries(experiments.stream().map(Experiment::id).toList(), SUMMARIES_MOST);
    }
}
