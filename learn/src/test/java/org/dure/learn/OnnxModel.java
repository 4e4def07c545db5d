package org.dure.learn;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.dure.learn.image.Batch;
import org.dure.learn.image.ImageSet;

/// A model package's network in ONNX Runtime, the judge of what learn writes.
public final class OnnxModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxModel(byte[] model) throws OrtException {
        session = environment.createSession(model);
    }

    static OnnxModel of(Path file) throws OrtException {
        return new OnnxModel(readAll(file));
    }

    public float[][] probabilities(float[] values, long... shape) throws OrtException {
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of("image", input))) {
            return (float[][]) result.get("probabilities").orElseThrow().getValue();
        }
    }

    double accuracy(ImageSet images) throws OrtException {
        float[][] rows = probabilities(
                Batch.of(images, all(images), null).values(),
                images.size(),
                images.channels(),
                images.height(),
                images.width());
        long right = IntStream.range(0, rows.length)
                .filter(i -> largest(rows[i]) == images.classes().get(i))
                .count();
        return (double) right / rows.length;
    }

    public static java.util.List<Integer> all(ImageSet images) {
        return IntStream.range(0, images.size()).boxed().toList();
    }

    public static int largest(float[] row) {
        return IntStream.range(0, row.length)
                .reduce((a, b) -> row[b] > row[a] ? b : a)
                .orElseThrow();
    }

    private static byte[] readAll(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
