package org.dure.learn;

import ai.djl.engine.Engine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dure.base.Json;
import org.dure.learn.image.ImageFolder;
import org.dure.learn.image.ImageSet;
import org.dure.learn.model.ModelFolder;
import org.dure.learn.reason.TrainException;
import org.dure.learn.reason.WrongArgumentException;
import org.dure.learn.training.Checkpoint;
import org.dure.learn.training.EpochReport;
import org.dure.learn.training.Recipe;
import org.dure.learn.training.Snapshot;
import org.dure.learn.training.Training;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The program `org.dure.learn.Train`: pictures in, model package out. Run it with `--help`.
public final class Train {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_ARGUMENTS = 2;
    static final int STOPPED = 143;

    /// How long the JVM waits at SIGTERM for the last batch and the checkpoint.
    private static final long FAREWELL_SECONDS = 60;

    private final Arguments arguments;
    private final TrainOptions options;
    private final PrintStream out;
    private final BooleanSupplier stopping;

    private Train(Arguments arguments, PrintStream out, BooleanSupplier stopping) {
        this.arguments = arguments;
        this.options = arguments.options();
        this.out = out;
        this.stopping = stopping;
    }

    /// Leaves with the codes that `--help` names; on SIGTERM it saves a checkpoint first.
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        // Whatever the locale: the lines are read as UTF-8.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            try {
                if (!done.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                    err.println("train: no checkpoint could be saved within " + FAREWELL_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        int code;
        try {
            code = run(arguments, System.getenv(), out, err, () -> asked.getCount() == 0);
        } finally {
            done.countDown();
        }
        if (code != STOPPED) {
            System.exit(code);
        }
    }

    /// The program without its process.
    ///
    /// @param stopping asked before each batch; once true, a checkpoint is saved and the answer is [#STOPPED]
    static int run(
            String[] arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            BooleanSupplier stopping) {
        CommandLine command = new CommandLine(TrainOptions.class);
        try {
            command.parseArgs(arguments);
            if (command.isUsageHelpRequested()) {
                command.usage(out);
                return DONE;
            }
            TrainOptions options = command.getCommand();
            return new Train(new Arguments(options, environment), out, stopping).train();
        } catch (CommandLine.ParameterException | WrongArgumentException e) {
            err.println("train: " + e.getMessage());
            err.println("train: --help shows all arguments");
            return WRONG_ARGUMENTS;
        } catch (TrainException e) {
            err.println("train: " + e.getMessage());
            return FAILED;
        } catch (UncheckedIOException e) {
            err.println("train: " + e.getMessage() + ": " + e.getCause());
            return FAILED;
        } catch (OutOfMemoryError e) {
            err.println("train: out of memory: choose a smaller --size or --batch-size, fewer pictures, or more memory"
                    + " (the JVM takes a quarter of it, or -XX:MaxRAMPercentage)");
            return FAILED;
        }
    }

    private int train() {
        Path output = arguments.outputFolder();
        Path checkpoints = arguments.checkpointFolder();
        ImageSet images = ImageFolder.read(options.data(), options.part(), arguments.pictureSize());
        Recipe recipe = arguments.recipe(images);
        say(
                "%d pictures of %d×%d pixels, %s, in %d classes: %s",
                images.size(),
                images.width(),
                images.height(),
                images.channels() == 1 ? "grey" : "red-green-blue",
                images.labels().size(),
                String.join(" ", images.labels()));
        String trouble = RunLog.parameters(arguments.environment(), arguments.parameters(recipe));
        if (!trouble.isEmpty()) {
            say("The settings were not logged: %s", trouble);
        }
        Snapshot from = checkpoints == null ? null : Checkpoint.read(checkpoints, recipe);
        if (from != null) {
            say("Going on after epoch %d, from the checkpoint", from.epoch());
        }
        Engine engine = Torch.load(options.threads());
        try (Training training = new Training(engine, recipe, images, from)) {
            say(
                    "%d pictures to learn from, %d to validate",
                    training.split().training().size(),
                    training.split().validation().size());
            if (!epochs(training, recipe, checkpoints)) {
                return STOPPED;
            }
            Snapshot.Best best = training.snapshot().best();
            ModelFolder.write(output.resolve("model"), recipe.architecture(), training.best(), images);
            say(
                    "The best epoch was %d, with a validation accuracy of %.4f. Its model is in %s",
                    best.epoch(), best.validationAccuracy(), output.resolve("model"));
            return DONE;
        }
    }

    /// Whether training came to its end; false where it was stopped.
    private boolean epochs(Training training, Recipe recipe, @Nullable Path checkpoints) {
        int saved = training.snapshot().epoch();
        while (!ended(training.snapshot())) {
            EpochReport report = training.epoch(stopping);
            if (report != null) {
                line(report);
            }
            int epoch = training.snapshot().epoch();
            boolean due = report == null || epoch % options.checkpointEvery() == 0 || ended(training.snapshot());
            if (checkpoints != null && due && epoch > saved) {
                Checkpoint.write(checkpoints, recipe, training.snapshot());
                saved = epoch;
            }
            if (report == null) {
                boolean kept = checkpoints != null && epoch > 0;
                say("Stopped after epoch %d%s", epoch, kept ? "; its checkpoint is saved" : "");
                return false;
            }
        }
        return true;
    }

    private boolean ended(Snapshot snapshot) {
        boolean impatient =
                options.patience() > 0 && snapshot.epoch() - snapshot.best().epoch() >= options.patience();
        return snapshot.epoch() >= options.epochs() || impatient;
    }

    private void line(EpochReport report) {
        out.println("dure: " + Json.MAPPER.writeValueAsString(report));
        out.flush();
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
