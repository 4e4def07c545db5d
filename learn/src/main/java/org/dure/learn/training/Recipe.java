package org.dure.learn.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dure.learn.network.Architecture;
import org.dure.learn.reason.WrongArgumentException;

/// All that decides how the weights change from epoch to epoch. Two runs of the same recipe, with one thread each
/// on the same kind of processor, go through the same weights.
///
/// @param learningRate    above 0, at most 1
/// @param weightDecay     0…1, decoupled
/// @param batchSize       pictures per step, 1…4096
/// @param augment         shift each picture by up to one pixel, anew in every epoch
/// @param validationShare 0.05…0.5 of each class
/// @param dataSha256      of the pictures and labels
public record Recipe(
        Architecture architecture,
        double learningRate,
        double weightDecay,
        int batchSize,
        boolean augment,
        double validationShare,
        long seed,
        String dataSha256) {

    public Recipe {
        check("--learning-rate", learningRate > 0 && learningRate <= 1, "above 0 and at most 1", learningRate);
        check("--weight-decay", weightDecay >= 0 && weightDecay <= 1, "between 0 and 1", weightDecay);
        check("--batch-size", batchSize >= 1 && batchSize <= 4096, "between 1 and 4096", batchSize);
        check(
                "--validation",
                validationShare >= 0.05 && validationShare <= 0.5,
                "between 0.05 and 0.5",
                validationShare);
    }

    private static void check(String option, boolean right, String wanted, Number given) {
        if (!right) {
            throw new WrongArgumentException(option + ": " + wanted + ", not " + given);
        }
    }

    /// Name and value of each, as an experiment's log names them.
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(
                "channels",
                String.join(
                        ",",
                        architecture.filters().stream().map(String::valueOf).toList()));
        parameters.put("hidden", Integer.toString(architecture.hidden()));
        parameters.put("dropout", Double.toString(architecture.dropout()));
        parameters.put("batch_norm", Boolean.toString(architecture.normalisation()));
        parameters.put("learning_rate", Double.toString(learningRate));
        parameters.put("weight_decay", Double.toString(weightDecay));
        parameters.put("batch_size", Integer.toString(batchSize));
        parameters.put("augment", Boolean.toString(augment));
        parameters.put("validation", Double.toString(validationShare));
        parameters.put("seed", Long.toString(seed));
        parameters.put("image_size", architecture.width() + "x" + architecture.height());
        parameters.put("data_sha256", dataSha256);
        return parameters;
    }
}
