package org.dure.serve;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dure.base.model.Picture;
import org.dure.serve.model.BadModelException;
import org.dure.serve.runner.OnnxModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Scores a model package on a folder of pictures, in a process of its own that the platform runs in a sandbox.
///
/// It writes what the model says of each picture and judges nothing: the right answers are `server`'s alone, and the
/// folders that pictures lie in have no meaning here. To be started with [#ENVIRONMENT] set.
public final class Evaluate {

    /// ONNX Runtime would otherwise start threads to report its use.
    public static final Map<String, String> ENVIRONMENT = Map.of("ORT_DISABLE_TELEMETRY", "1");

    /// The model package cannot be served.
    public static final int BAD_MODEL = 2;

    /// The pictures cannot be read.
    public static final int BAD_DATA = 3;

    private static final int WRONG_USE = 64;
    private static final int PICTURES_MAX = 1_000_000;
    private static final long PICTURE_BYTES_MAX = 64 << 20;

    private static final String USAGE = """
            usage: evaluate --model FOLDER --data FOLDER --output FILE
                   evaluate --model FOLDER --check""";

    private Evaluate() {}

    public static void main(String[] arguments) {
        try {
            Map<String, String> options = options(arguments);
            run(options);
        } catch (IllegalArgumentException wrong) {
            fail(WRONG_USE, wrong.getMessage() + "\n" + USAGE);
        } catch (BadModelException refused) {
            fail(BAD_MODEL, "evaluation failed: " + refused.getMessage());
        } catch (BadDataException refused) {
            fail(BAD_DATA, "evaluation failed: " + refused.getMessage());
        } catch (IOException | UncheckedIOException failure) {
            fail(1, "evaluation failed: " + failure.getMessage());
        }
    }

    /// Pictures that cannot be read; the message names the first.
    static final class BadDataException extends Exception {

        private static final long serialVersionUID = 1L;

        BadDataException(String message) {
            super(message);
        }
    }

    private static void run(Map<String, String> options) throws BadModelException, BadDataException, IOException {
        try (OnnxModel model = OnnxModel.load(Path.of(option(options, "--model")))) {
            if (options.containsKey("--check")) {
                System.out.println(
                        "the model package is good: " + model.signature().task());
                return;
            }
            Path data = Path.of(option(options, "--data"));
            write(new Scoring(model), data, pictures(data), Path.of(option(options, "--output")));
        }
    }

    private static void write(Scoring scoring, Path data, List<Path> pictures, Path output)
            throws BadModelException, BadDataException, IOException {
        Path unfinished = output.resolveSibling(output.getFileName() + ".tmp");
        try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(unfinished));
                JsonGenerator out =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeArrayPropertyStart("labels");
            scoring.labels().forEach(out::writeString);
            out.writeEndArray();
            out.writeArrayPropertyStart("predictions");
            for (int from = 0; from < pictures.size(); from += scoring.rowsMax()) {
                List<Path> batch = pictures.subList(from, Math.min(pictures.size(), from + scoring.rowsMax()));
                float[][] values = new float[batch.size()][];
                for (int i = 0; i < values.length; i++) {
                    values[i] = read(data, batch.get(i)).tensor(scoring.image());
                }
                double[][] scores = scoring.scores(values);
                for (int i = 0; i < values.length; i++) {
                    writePrediction(out, data.relativize(batch.get(i)), scoring.labels(), scores[i]);
                }
            }
            out.writeEndArray();
            out.writeNumberProperty("latency_us_median", scoring.latencyUsMedian());
            out.writeEndObject();
        }
        Files.move(unfinished, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writePrediction(JsonGenerator out, Path path, List<String> labels, double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        out.writeStartObject();
        out.writeStringProperty("path", path.toString());
        out.writeStringProperty("label", labels.get(best));
        out.writeArrayPropertyStart("scores");
        Arrays.stream(scores).forEach(out::writeNumber);
        out.writeEndArray();
        out.writeEndObject();
    }

    /// In the order of their relative paths, whatever the file system's.
    private static List<Path> pictures(Path data) throws BadDataException, IOException {
        if (!Files.isDirectory(data)) {
            throw new BadDataException("there is no folder " + data);
        }
        try (Stream<Path> files = Files.walk(data, 16)) {
            List<Path> pictures = files.filter(file -> Files.isRegularFile(file)
                            && Picture.isPictureName(file.getFileName().toString()))
                    .limit(PICTURES_MAX + 1L)
                    .sorted()
                    .toList();
            if (pictures.isEmpty()) {
                throw new BadDataException(data + " holds no picture (png, jpg, jpeg, bmp, gif)");
            }
            if (pictures.size() > PICTURES_MAX) {
                throw new BadDataException(data + " holds more than " + PICTURES_MAX + " pictures");
            }
            return pictures;
        }
    }

    private static Picture read(Path data, Path file) throws BadDataException {
        String name = data.relativize(file).toString();
        try {
            if (Files.size(file) > PICTURE_BYTES_MAX) {
                throw new BadDataException(name + " is larger than 64 MiB");
            }
            return Picture.decode(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new BadDataException(name + " " + unreadable.getMessage());
        }
    }

    private static Map<String, String> options(String[] arguments) {
        List<String> known = List.of("--model", "--data", "--output", "--check");
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + name);
            }
            if (name.equals("--check")) {
                options.put(name, "");
            } else if (i + 1 < arguments.length) {
                options.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException(name + " needs a value");
            }
        }
        return options;
    }

    private static String option(Map<String, String> options, String name) {
        @Nullable String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is required");
        }
        return value;
    }

    private static void fail(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
