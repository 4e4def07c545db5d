package org.dure.learn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dure.learn.Digits;
import org.dure.learn.Torch;
import org.dure.learn.image.ImageFolder;
import org.dure.learn.image.ImageSet;
import org.dure.learn.image.Split;
import org.dure.learn.network.Architecture;
import org.dure.learn.reason.TrainException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    @TempDir
    static Path folder;

    private static ImageSet digits;
    private static Engine engine;

    @BeforeAll
    static void load() throws Exception {
        digits = ImageFolder.read(Digits.unpack(folder), "train", null);
        engine = Torch.load(1);
    }

    @Test
    void a_training_gone_on_from_its_checkpoint_ends_with_the_very_same_weights(@TempDir Path checkpoints) {
        Recipe recipe = recipe(0.01, 7);
        Snapshot straight = train(recipe, null, 5);

        Checkpoint.write(checkpoints, recipe, train(recipe, null, 2));
        Snapshot read = Checkpoint.read(checkpoints, recipe);
        Snapshot goneOn = train(recipe, read, 3);

        assertThat(goneOn.epoch()).isEqualTo(straight.epoch()).isEqualTo(5);
        assertThat(goneOn.optimiser().updates()).isEqualTo(straight.optimiser().updates());
        assertSame(goneOn.weights(), straight.weights());
        assertSame(goneOn.optimiser().second(), straight.optimiser().second());
        assertSame(goneOn.best().weights(), straight.best().weights());
    }

    @Test
    void the_same_seed_gives_the_same_weights_and_another_seed_others() {
        Snapshot one = train(recipe(0.01, 7), null, 2);
        assertSame(train(recipe(0.01, 7), null, 2).weights(), one.weights());
        assertThat(train(recipe(0.01, 8), null, 2).weights().getFirst())
                .isNotEqualTo(one.weights().getFirst());
    }

    @Test
    void an_epoch_broken_off_leaves_the_snapshot_of_the_epoch_before() {
        Recipe recipe = recipe(0.01, 7);
        Snapshot expected = train(recipe, null, 1);
        try (Training training = new Training(engine, recipe, digits, null)) {
            training.epoch(() -> false);
            List<Integer> batches = new ArrayList<>();
            EpochReport report = training.epoch(() -> {
                batches.add(1);
                return batches.size() > 3;
            });
            assertThat(report).isNull();
            assertSame(training.snapshot().weights(), expected.weights());
        }
    }

    @Test
    void the_best_epoch_is_the_one_with_the_lowest_validation_loss() {
        try (Training training = new Training(engine, recipe(0.05, 3), digits, null)) {
            List<EpochReport> curve = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                curve.add(training.epoch(() -> false));
            }
            EpochReport lowest = curve.stream()
                    .min((a, b) -> Double.compare(a.validationLoss(), b.validationLoss()))
                    .orElseThrow();
            Snapshot.Best best = training.snapshot().best();
            assertThat(best.epoch()).isEqualTo(lowest.epoch());
            assertThat(best.validationLoss()).isEqualTo(lowest.validationLoss());
            assertSame(training.best().weights(), best.weights());
        }
    }

    @Test
    void validation_pictures_are_of_every_class_and_never_learnt_from() {
        Split split = Split.stratified(digits, 0.15, 1);
        assertThat(split.training()).doesNotContainAnyElementsOf(split.validation());
        assertThat(split.training().size() + split.validation().size()).isEqualTo(300);
        assertThat(split.validation().stream().map(digits.classes()::get).distinct())
                .hasSize(10);
    }

    @Test
    void weights_that_run_away_are_an_error_that_names_the_learning_rate() {
        Recipe recipe = recipe(0.5, 7);
        Snapshot calm = train(recipe, null, 1);
        List<float[]> enormous = new ArrayList<>();
        for (float[] weights : calm.weights()) {
            float[] copy = weights.clone();
            Arrays.fill(copy, Float.MAX_VALUE);
            enormous.add(copy);
        }
        Snapshot wild = new Snapshot(1, enormous, calm.optimiser(), calm.best());
        assertThatThrownBy(() -> train(recipe, wild, 1))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining("epoch 2")
                .hasMessageContaining("smaller --learning-rate than 0.5");
    }

    @Test
    void a_damaged_checkpoint_and_one_of_other_settings_are_refused(@TempDir Path checkpoints) throws Exception {
        Recipe recipe = recipe(0.01, 7);
        Checkpoint.write(checkpoints, recipe, train(recipe, null, 1));
        assertThat(checkpoints.resolve(Checkpoint.READY)).exists();
        assertThatThrownBy(() -> Checkpoint.read(checkpoints, recipe(0.02, 7)))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining("other settings");

        Path file = checkpoints.resolve(Checkpoint.FILE);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Checkpoint.read(checkpoints, recipe))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining("damaged");
    }

    private static Recipe recipe(double learningRate, long seed) {
        Architecture architecture = new Architecture(1, 8, 8, 10, List.of(8, 16), 32, 0.3, true);
        return new Recipe(architecture, learningRate, 0.01, 32, true, 0.15, seed, digits.sha256());
    }

    private static Snapshot train(Recipe recipe, Snapshot from, int epochs) {
        try (Training training = new Training(engine, recipe, digits, from)) {
            for (int i = 0; i < epochs; i++) {
                training.epoch(() -> false);
            }
            return training.snapshot();
        }
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
    }
}
