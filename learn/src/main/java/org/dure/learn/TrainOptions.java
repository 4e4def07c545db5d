package org.dure.learn;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The arguments of [Train] as they are written. [Arguments] says what they mean.
@Command(
        name = "org.dure.learn.Train",
        abbreviateSynopsis = true,
        description = {
            "Trains a convolutional classifier on a folder of pictures and writes it, as ONNX, to <output>/model.",
            "Prints one line per epoch. Leaves with 0 when done, 1 when the training cannot be done, 2 for wrong arguments."
        })
interface TrainOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "<folder>",
            description =
                    "The data set: <folder>/<part>/<class>/<name>.png (jpg, bmp, gif), or <folder>/<class>/… where there is no such part.")
    Path data();

    @Option(
            names = "--part",
            defaultValue = "train",
            description = "The part to learn from (default ${DEFAULT-VALUE}).")
    String part();

    @Option(
            names = "--size",
            paramLabel = "<width>[x<height>]",
            description = "Resize all pictures. Without it, all must have the size of the first.")
    @Nullable
    String size();

    @Option(names = "--epochs", defaultValue = "30", description = "At most so many (default ${DEFAULT-VALUE}).")
    int epochs();

    @Option(
            names = "--patience",
            defaultValue = "0",
            description =
                    "Stop when the validation loss has not fallen for so many epochs; 0: never (default ${DEFAULT-VALUE}).")
    int patience();

    @Option(names = "--learning-rate", defaultValue = "0.003", description = "Of Adam (default ${DEFAULT-VALUE}).")
    double learningRate();

    @Option(names = "--weight-decay", defaultValue = "0", description = "Decoupled (default ${DEFAULT-VALUE}).")
    double weightDecay();

    @Option(names = "--batch-size", defaultValue = "32", description = "Pictures per step (default ${DEFAULT-VALUE}).")
    int batchSize();

    @Option(
            names = "--channels",
            split = ",",
            defaultValue = "32,64",
            paramLabel = "<n>",
            description = "Filters of each convolution (default ${DEFAULT-VALUE}).")
    List<Integer> channels();

    @Option(
            names = "--hidden",
            defaultValue = "128",
            description = "Units of the hidden layer; 0: none (default ${DEFAULT-VALUE}).")
    int hidden();

    @Option(
            names = "--dropout",
            defaultValue = "0.3",
            description = "Share of values left out before the last layer (default ${DEFAULT-VALUE}).")
    double dropout();

    @Option(names = "--batch-norm", defaultValue = "false", description = "Normalise after each convolution.")
    boolean batchNorm();

    @Option(
            names = "--augment",
            defaultValue = "false",
            description =
                    "Shift each picture by up to one pixel, anew in every epoch; helps where the pictures are not centred.")
    boolean augment();

    @Option(
            names = "--validation",
            defaultValue = "0.15",
            description = "The share of each class held back to choose the best epoch (default ${DEFAULT-VALUE}).")
    double validation();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "The same seed gives the same model (default ${DEFAULT-VALUE}).")
    long seed();

    @Option(names = "--threads", defaultValue = "1", description = "Of the computation (default ${DEFAULT-VALUE}).")
    int threads();

    @Option(names = "--output", paramLabel = "<folder>", description = "Default: the variable DURE_OUTPUT.")
    @Nullable
    Path output();

    @Option(
            names = "--checkpoint",
            paramLabel = "<folder>",
            description =
                    "Where to keep the state of training and to go on from. Default: the variable DURE_CHECKPOINT, else none.")
    @Nullable
    Path checkpoint();

    @Option(
            names = "--checkpoint-every",
            defaultValue = "5",
            description = "Epochs between two checkpoints (default ${DEFAULT-VALUE}).")
    int checkpointEvery();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help();
}
