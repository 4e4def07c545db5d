package org.dure.server.models.packages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.base.Json;
import org.dure.base.model.Signature;
import org.dure.base.model.Signature.ImageInput;
import org.dure.base.model.Signature.Range;
import org.dure.base.model.Signature.Tensor;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads `signature.json` as `api/model-package.md` says and refuses everything else, naming each field that is wrong.
final class SignatureCheck {

    private static final int TENSORS_MAX = 64;
    private static final int AXES_MAX = 8;
    private static final int LABELS_MAX = 10_000;
    private static final int NAME_LENGTH_MAX = 200;
    private static final int SIDE_MAX = 4_096;
    private static final Set<String> DATATYPES = Set.of(
            "BOOL", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64",
            "BYTES");
    private static final List<String> REQUIRED =
            List.of("format", "task", "inputs", "outputs", "labels", "training_ranges");
    private static final JsonMapper STRICT = Json.MAPPER
            .rebuild()
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<UserError.Field> wrong = new ArrayList<>();

    private SignatureCheck() {}

    /// @throws UserError.Invalid naming every field of `signature.json` that is wrong
    static Signature read(byte[] file) {
        SignatureCheck check = new SignatureCheck();
        Signature signature = check.parse(file);
        check.check(signature);
        check.throwIfWrong();
        return signature;
    }

    private Signature parse(byte[] file) {
        try {
            JsonNode tree = STRICT.readTree(file);
            if (!tree.isObject()) {
                throw new UserError.Invalid(Signature.FILE, "must be a JSON object");
            }
            REQUIRED.stream().filter(name -> !tree.hasNonNull(name)).forEach(name -> add(name, "is missing"));
            throwIfWrong();
            return STRICT.treeToValue(tree, Signature.class);
        } catch (JacksonException notSo) {
            String message = String.valueOf(notSo.getOriginalMessage())
                    .lines()
                    .findFirst()
                    .orElse("");
            throw new UserError.Invalid(Signature.FILE, "is not as api/model-package.md says: " + message);
        }
    }

    private void check(Signature signature) {
        if (!Signature.FORMAT.equals(signature.format())) {
            add("format", "must be " + Signature.FORMAT);
        }
        tensors("inputs", signature.inputs());
        tensors("outputs", signature.outputs());
        throwIfWrong();
        switch (signature.task()) {
            case "image-classification" -> imageClassification(signature);
            case "tensor" -> tensor(signature);
            default -> add("task", "must be image-classification or tensor");
        }
        ranges(signature);
    }

    private void tensors(String field, List<? extends @Nullable Tensor> tensors) {
        if (tensors.isEmpty() || tensors.size() > TENSORS_MAX) {
            add(field, "must hold 1 to " + TENSORS_MAX + " tensors");
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tensors.size(); i++) {
            String at = field + "[" + i + "]";
            Tensor tensor = tensors.get(i);
            if (tensor == null || !isName(tensor.name())) {
                add(at + ".name", "must be 1 to " + NAME_LENGTH_MAX + " characters");
                continue;
            }
            if (!names.add(tensor.name())) {
                add(at + ".name", "is there twice");
            }
            if (tensor.datatype() == null || !DATATYPES.contains(tensor.datatype())) {
                add(
                        at + ".datatype",
                        "must be one of " + DATATYPES.stream().sorted().toList());
            }
            shape(at, tensor.shape());
        }
    }

    private void shape(String at, @Nullable List<? extends @Nullable Long> shape) {
        if (shape == null || shape.isEmpty() || shape.size() > AXES_MAX) {
            add(at + ".shape", "must have 1 to " + AXES_MAX + " axes, the first being the batch");
        } else if (shape.stream()
                .anyMatch(axis -> axis == null || axis == 0 || axis < -1 || axis > Integer.MAX_VALUE)) {
            add(at + ".shape", "must hold lengths of at least 1, or -1 for any");
        }
    }

    private void imageClassification(Signature signature) {
        ImageInput image = signature.image();
        if (image == null) {
            add("image", "is missing; image-classification needs it");
        } else {
            image(image, signature.inputs().getFirst());
        }
        labels(signature.labels());
        Tensor scores = signature.outputs().stream()
                .filter(output -> output.name().equals(signature.scores()))
                .findFirst()
                .orElse(null);
        if (scores == null) {
            add("scores", "must name one of the outputs");
        } else if (scores.shape().getLast() != -1
                && scores.shape().getLast() != signature.labels().size()) {
            add(
                    "labels",
                    "are " + signature.labels().size() + ", but the output " + scores.name() + " has "
                            + scores.shape().getLast() + " scores");
        }
    }

    private void image(ImageInput image, Tensor input) {
        if (image.width() < 1 || image.width() > SIDE_MAX || image.height() < 1 || image.height() > SIDE_MAX) {
            add("image", "must have a width and a height of 1 to " + SIDE_MAX);
        }
        if (image.channels() != 1 && image.channels() != 3) {
            add("image.channels", "must be 1 (grey) or 3 (red-green-blue)");
        }
        if (!Double.isFinite(image.scale()) || image.scale() == 0 || !Double.isFinite(image.offset())) {
            add("image.scale", "and offset must be finite numbers, scale not 0");
        }
        if (!input.datatype().equals("FP32")) {
            add("inputs[0].datatype", "must be FP32, which is what pictures become");
        }
        List<Long> axes = input.shape().subList(1, input.shape().size());
        long values = (long) image.width() * image.height() * image.channels();
        if (!axes.contains(-1L) && axes.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b) != values) {
            add("inputs[0].shape", "must hold the " + values + " values of the image after the batch axis");
        }
    }

    private void labels(List<? extends @Nullable String> labels) {
        if (labels.size() < 2 || labels.size() > LABELS_MAX) {
            add("labels", "must be 2 to " + LABELS_MAX);
        } else if (labels.stream().anyMatch(label -> !isName(label))) {
            add("labels", "must each be 1 to " + NAME_LENGTH_MAX + " characters");
        } else if (labels.stream().distinct().count() < labels.size()) {
            add("labels", "must differ from each other");
        }
    }

    private void tensor(Signature signature) {
        if (!signature.labels().isEmpty() || signature.image() != null || signature.scores() != null) {
            add("task", "tensor has no labels, no image and no scores");
        }
    }

    private void ranges(Signature signature) {
        Set<String> inputs = new HashSet<>();
        signature.inputs().forEach(input -> inputs.add(input.name()));
        for (Map.Entry<String, @Nullable Range> entry :
                signature.trainingRanges().entrySet()) {
            String at = "training_ranges." + entry.getKey();
            Range range = entry.getValue();
            if (!inputs.contains(entry.getKey())) {
                add(at, "is no input of the model");
            } else if (range == null
                    || !Double.isFinite(range.mean())
                    || !Double.isFinite(range.standardDeviation())
                    || !(range.min() <= range.max())) {
                add(at, "must hold finite numbers, min not above max");
            }
        }
    }

    private static boolean isName(@Nullable String name) {
        return name != null && !name.isBlank() && name.length() <= NAME_LENGTH_MAX;
    }

    private void add(String field, String message) {
        wrong.add(new UserError.Field(Signature.FILE + "/" + field, message));
    }

    private void throwIfWrong() {
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
    }
}
