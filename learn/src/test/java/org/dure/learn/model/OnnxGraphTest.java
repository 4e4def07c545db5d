package org.dure.learn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dure.base.model.Picture;
import org.dure.learn.Digits;
import org.dure.learn.OnnxModel;
import org.dure.learn.Torch;
import org.dure.learn.image.Batch;
import org.dure.learn.image.ImageFolder;
import org.dure.learn.image.ImageSet;
import org.dure.learn.network.Architecture;
import org.dure.learn.training.Recipe;
import org.dure.learn.training.Training;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// ONNX Runtime and DJL answer alike, whatever the network's shape.
class OnnxGraphTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        Digits.unpack(folder);
    }

    record Case(int width, int height, int channels, List<Integer> filters, int hidden, double dropout, boolean norm) {}

    static Stream<Case> architectures() {
        return Stream.of(
                new Case(8, 8, 1, List.of(16, 32), 64, 0.2, false),
                new Case(8, 8, 1, List.of(8, 16), 32, 0.2, true),
                new Case(8, 8, 1, List.of(4), 0, 0, false),
                new Case(8, 8, 1, List.of(4, 4, 8, 8, 8), 16, 0.5, true),
                new Case(13, 10, 1, List.of(8, 8), 24, 0, true),
                new Case(64, 64, 1, List.of(4, 8, 8), 16, 0, false),
                new Case(9, 8, 3, List.of(6, 12), 20, 0.1, true));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void onnx_runtime_and_djl_agree_on_every_class_and_to_a_ten_thousandth(Case shape) throws Exception {
        Engine engine = Torch.load(1);
        ImageSet training = fit(ImageFolder.read(folder, "train", null), shape);
        ImageSet hidden = fit(ImageFolder.read(folder, "hidden", null), shape);
        Architecture architecture = new Architecture(
                shape.channels, shape.height, shape.width, 10, shape.filters, shape.hidden, shape.dropout, shape.norm);
        Recipe recipe = new Recipe(architecture, 0.01, 0.01, 32, true, 0.15, 3, training.sha256());
        try (Training run = new Training(engine, recipe, training, null)) {
            run.epoch(() -> false);
            run.epoch(() -> false);
            Batch batch = Batch.of(hidden, OnnxModel.all(hidden), null);
            float[][] expected = run.best()
                    .probabilities(batch.values(), new Shape(hidden.size(), shape.channels, shape.height, shape.width));
            try (OnnxModel onnx = new OnnxModel(OnnxGraph.of(architecture, run.best()))) {
                float[][] answered =
                        onnx.probabilities(batch.values(), hidden.size(), shape.channels, shape.height, shape.width);
                assertThat(answered).hasDimensions(497, 10);
                for (int i = 0; i < answered.length; i++) {
                    assertThat(OnnxModel.largest(answered[i])).isEqualTo(OnnxModel.largest(expected[i]));
                    for (int label = 0; label < 10; label++) {
                        assertThat(answered[i][label]).isCloseTo(expected[i][label], within(1e-4f));
                    }
                }
            }
        }
    }

    private static ImageSet fit(ImageSet images, Case shape) {
        List<byte[]> samples = new ArrayList<>();
        for (byte[] picture : images.samples()) {
            samples.add(new Picture(images.width(), images.height(), images.channels(), picture)
                    .fit(shape.width, shape.height, shape.channels)
                    .samples());
        }
        return new ImageSet(shape.width, shape.height, shape.channels, images.labels(), samples, images.classes());
    }
}
