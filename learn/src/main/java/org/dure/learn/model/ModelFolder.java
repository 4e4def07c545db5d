package org.dure.learn.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.model.Signature;
import org.dure.learn.image.ImageSet;
import org.dure.learn.network.Architecture;
import org.dure.learn.network.Network;

/// Writes a model package (`api/model-package.md`).
public final class ModelFolder {

    private ModelFolder() {}

    /// Writes `model.onnx`, then `signature.json`, each whole or not at all.
    public static void write(Path folder, Architecture architecture, Network network, ImageSet images) {
        try {
            Files.createDirectories(folder);
            DurableFiles.replace(folder.resolve(Signature.MODEL_FILE), OnnxGraph.of(architecture, network));
            DurableFiles.replace(
                    folder.resolve(Signature.FILE),
                    Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(signature(images)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model into " + folder, e);
        }
    }

    static Signature signature(ImageSet images) {
        return new Signature(
                Signature.FORMAT,
                "image-classification",
                List.of(new Signature.Tensor(
                        OnnxGraph.INPUT, "FP32", List.of(-1L, (long) images.channels(), (long) images.height(), (long)
                                images.width()))),
                List.of(new Signature.Tensor(OnnxGraph.OUTPUT, "FP32", List.of(-1L, (long)
                        images.labels().size()))),
                new Signature.ImageInput(images.width(), images.height(), images.channels(), ImageSet.SCALE, 0),
                images.labels(),
                OnnxGraph.OUTPUT,
                Map.of(OnnxGraph.INPUT, images.range()));
    }
}
