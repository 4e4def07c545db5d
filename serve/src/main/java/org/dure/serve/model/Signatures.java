package org.dure.serve.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dure.base.Json;
import org.dure.base.model.Signature;
import tools.jackson.core.JacksonException;

/// Reads `signature.json` and refuses one that no model could be served by.
public final class Signatures {

    public static final String IMAGE_CLASSIFICATION = "image-classification";
    public static final String TENSOR = "tensor";

    private static final long SIZE_MAX = 1 << 20;
    private static final int TENSORS_MAX = 64;
    private static final int AXES_MAX = 8;
    private static final int LABELS_MAX = 100_000;
    private static final int SIDE_MAX = 4096;

    private Signatures() {}

    /// The signature in `folder`.
    ///
    /// @throws BadModelException where it is absent or wrong
    public static Signature read(Path folder) throws BadModelException {
        Path file = folder.resolve(Signature.FILE);
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadModelException("The package has no " + Signature.FILE);
            }
            if (Files.size(file) > SIZE_MAX) {
                throw new BadModelException(Signature.FILE + " is larger than 1 MiB");
            }
            return check(Json.MAPPER.readValue(Files.readAllBytes(file), Signature.class));
        } catch (JacksonException malformed) {
            throw new BadModelException(
                    Signature.FILE + " is no signature: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException unreadable) {
            throw new BadModelException(Signature.FILE + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    // The JSON reader fills absent fields with null whatever the record declares.
    @SuppressWarnings("ConstantValue")
    private static Signature check(Signature read) throws BadModelException {
        require(Signature.FORMAT.equals(read.format()), "format must be \"" + Signature.FORMAT + "\"");
        require(
                IMAGE_CLASSIFICATION.equals(read.task()) || TENSOR.equals(read.task()),
                "task must be \"" + IMAGE_CLASSIFICATION + "\" or \"" + TENSOR + "\"");
        Signature signature = new Signature(
                read.format(),
                read.task(),
                Objects.requireNonNullElse(read.inputs(), List.of()),
                Objects.requireNonNullElse(read.outputs(), List.of()),
                read.image(),
                Objects.requireNonNullElse(read.labels(), List.of()),
                read.scores(),
                Objects.requireNonNullElse(read.trainingRanges(), java.util.Map.of()));
        checkTensors("inputs", signature.inputs());
        checkTensors("outputs", signature.outputs());
        if (signature.task().equals(IMAGE_CLASSIFICATION)) {
            checkImage(signature);
            checkScores(signature);
        }
        return signature;
    }

    private static void checkTensors(String field, List<Signature.Tensor> tensors) throws BadModelException {
        require(!tensors.isEmpty(), field + " names no tensor");
        require(tensors.size() <= TENSORS_MAX, field + " names more than " + TENSORS_MAX + " tensors");
        Set<String> names = new HashSet<>();
        for (Signature.Tensor tensor : tensors) {
            require(tensor.name() != null && !tensor.name().isBlank(), field + " holds a tensor without a name");
            String name = field + " \"" + tensor.name() + "\"";
            require(names.add(tensor.name()), name + " stands there twice");
            require(
                    tensor.datatype() != null
                            && Datatype.named(tensor.datatype()).isPresent(),
                    name + " has the datatype " + tensor.datatype() + "; served are " + Datatype.names());
            require(tensor.shape() != null && !tensor.shape().isEmpty(), name + " has no shape");
            require(tensor.shape().size() <= AXES_MAX, name + " has more than " + AXES_MAX + " axes");
            for (Long length : tensor.shape()) {
                require(
                        length != null && (length == -1 || length > 0),
                        name + " has the shape " + tensor.shape() + "; an axis is -1 or at least 1");
            }
        }
    }

    private static void checkImage(Signature signature) throws BadModelException {
        Signature.ImageInput image = signature.image();
        if (image == null) {
            throw new BadModelException(Signature.FILE + ": image is required for " + IMAGE_CLASSIFICATION);
        }
        require(
                image.width() > 0 && image.width() <= SIDE_MAX && image.height() > 0 && image.height() <= SIDE_MAX,
                "image.width and image.height must be 1 to " + SIDE_MAX);
        require(
                image.channels() == 1 || image.channels() == 3,
                "image.channels must be 1 (grey) or 3 (red-green-blue)");
        require(
                Double.isFinite(image.scale()) && image.scale() != 0 && Double.isFinite(image.offset()),
                "image.scale and image.offset must be finite, and the scale not 0");
        Signature.Tensor input = signature.inputs().getFirst();
        require(
                Datatype.named(input.datatype()).filter(Datatype::isFloat).isPresent(),
                "inputs \"" + input.name() + "\" takes a picture and must be FP32 or FP64");
        List<Long> row = input.shape().subList(1, input.shape().size());
        long values = (long) image.width() * image.height() * image.channels();
        require(
                !row.contains(-1L) && Tensor.elements(row) == values,
                "inputs \"" + input.name() + "\" has the shape " + input.shape() + ", which does not hold the " + values
                        + " values of a picture after the batch axis");
        require(signature.inputs().size() == 1, "a model for " + IMAGE_CLASSIFICATION + " has one input");
    }

    private static void checkScores(Signature signature) throws BadModelException {
        require(!signature.labels().isEmpty(), "labels is empty");
        require(signature.labels().size() <= LABELS_MAX, "labels has more than " + LABELS_MAX + " entries");
        require(
                new HashSet<>(signature.labels()).size() == signature.labels().size(),
                "labels holds the same label twice");
        Signature.Tensor scores = signature.outputs().stream()
                .filter(output -> output.name().equals(signature.scores()))
                .findFirst()
                .orElseThrow(() -> new BadModelException(
                        Signature.FILE + ": scores is \"" + signature.scores() + "\", which is none of the outputs"));
        require(
                Datatype.named(scores.datatype()).filter(Datatype::isFloat).isPresent(),
                "outputs \"" + scores.name() + "\" holds the scores and must be FP32 or FP64");
        require(
                scores.shape().size() == 2
                        && scores.shape().getLast() == signature.labels().size(),
                "outputs \"" + scores.name() + "\" has the shape " + scores.shape() + "; the scores of "
                        + signature.labels().size() + " labels need [-1, "
                        + signature.labels().size() + "]");
    }

    private static void require(boolean holds, String message) throws BadModelException {
        if (!holds) {
            throw new BadModelException(Signature.FILE + ": " + message);
        }
    }
}
