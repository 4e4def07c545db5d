package org.dure.base.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `signature.json` of a model package: what goes in, what comes out, and how a picture becomes a tensor.
///
/// @param format        always `dure-signature/1`
/// @param task          `image-classification` or `tensor` (no preprocessing, no labels)
/// @param inputs        in the order of the model's inputs
/// @param outputs       in the order of the model's outputs
/// @param image         how a picture becomes the first input; null for the task `tensor`
/// @param labels        the class names in the order of the last axis of the scores; empty for the task `tensor`
/// @param scores        the name of the output that holds one score per label; null for the task `tensor`
/// @param trainingRanges by input name, the values seen in training
public record Signature(
        String format,
        String task,
        List<Tensor> inputs,
        List<Tensor> outputs,
        @Nullable ImageInput image,
        List<String> labels,
        @Nullable String scores,
        Map<String, Range> trainingRanges) {

    public static final String FORMAT = "dure-signature/1";
    public static final String FILE = "signature.json";
    public static final String MODEL_FILE = "model.onnx";

    /// @param datatype an Open Inference Protocol type: BOOL, INT8…INT64, UINT8…, FP16, FP32, FP64, BYTES
    /// @param shape    -1 stands for an axis of any length; the first axis is the batch
    public record Tensor(String name, String datatype, List<Long> shape) {}

    /// A picture is resized to `width` × `height`, brought to `channels` (1 grey, 3 red-green-blue), and each
    /// sample p in 0…255 becomes p × scale + offset, row by row, one channel after the other (CHW). The values fill
    /// the input's shape after the batch axis in row-major order, whatever its number of axes.
    public record ImageInput(int width, int height, int channels, double scale, double offset) {}

    /// Of all values of one input over the training data.
    public record Range(double min, double max, double mean, double standardDeviation) {}
}
