package org.dure.server.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Model packages for tests.
public final class Packages {

    /// Of a classifier of 2 × 2 grey pictures into `a` and `b`.
    public static final String SIGNATURE = """
            {"format": "dure-signature/1", "task": "image-classification",
             "inputs": [{"name": "image", "datatype": "FP32", "shape": [-1, 1, 2, 2]}],
             "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 2]}],
             "image": {"width": 2, "height": 2, "channels": 1, "scale": 0.00392156862745098, "offset": 0.0},
             "labels": ["a", "b"], "scores": "probabilities",
             "training_ranges": {"image": {"min": 0.0, "max": 1.0, "mean": 0.31, "standard_deviation": 0.38}}}
            """;

    private Packages() {}

    /// A zip archive of a package whose `model.onnx` holds `model`.
    public static byte[] zip(String model) {
        return zip(model, SIGNATURE);
    }

    public static byte[] zip(String model, String signature) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", model.getBytes(StandardCharsets.UTF_8));
        files.put("signature.json", signature.getBytes(StandardCharsets.UTF_8));
        return zip(files);
    }

    public static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
