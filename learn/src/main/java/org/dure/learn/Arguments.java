package org.dure.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.learn.image.ImageFolder;
import org.dure.learn.image.ImageSet;
import org.dure.learn.network.Architecture;
import org.dure.learn.reason.TrainException;
import org.dure.learn.reason.WrongArgumentException;
import org.dure.learn.training.Recipe;
import org.jspecify.annotations.Nullable;

/// What the options mean, together with the environment that stands in for absent ones. What [Recipe] and
/// [Architecture] hold is
/// checked there.
record Arguments(TrainOptions options, Map<String, String> environment) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    Arguments {
        between("--epochs", options.epochs(), 1, 100_000);
        between("--patience", options.patience(), 0, 100_000);
        between("--threads", options.threads(), 1, 64);
        between("--checkpoint-every", options.checkpointEvery(), 1, 100_000);
        if (!PART.matcher(options.part()).matches()) {
            throw new WrongArgumentException("--part: the name of a folder, not " + options.part());
        }
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new WrongArgumentException(option + ": between " + least + " and " + most + ", not " + value);
        }
    }

    /// Null where every picture must have the size of the first.
    ImageFolder.@Nullable Size pictureSize() {
        String text = options.size();
        if (text == null) {
            return null;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new WrongArgumentException("--size: such as 16 or 16x24, not " + text);
        }
        String height = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
        return new ImageFolder.Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(height));
    }

    /// An existing folder.
    Path outputFolder() {
        Path folder = folder("--output", options.output(), "DURE_OUTPUT");
        if (folder == null) {
            throw new WrongArgumentException(
                    "--output: say where the model goes (the variable DURE_OUTPUT is not set)");
        }
        return folder;
    }

    /// An existing folder, or null where no checkpoints are kept.
    @Nullable
    Path checkpointFolder() {
        return folder("--checkpoint", options.checkpoint(), "DURE_CHECKPOINT");
    }

    private @Nullable Path folder(String option, @Nullable Path given, String variable) {
        String standIn = environment.getOrDefault(variable, "");
        if (given == null && standIn.isEmpty()) {
            return null;
        }
        Path folder = given == null ? Path.of(standIn) : given;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TrainException(option + ": the folder " + folder + " cannot be made: " + e, e);
        }
        if (!Files.isWritable(folder)) {
            throw new TrainException(option + ": the folder " + folder + " cannot be written to");
        }
        return folder;
    }

    Recipe recipe(ImageSet images) {
        Architecture architecture = new Architecture(
                images.channels(),
                images.height(),
                images.width(),
                images.labels().size(),
                options.channels(),
                options.hidden(),
                options.dropout(),
                options.batchNorm());
        return new Recipe(
                architecture,
                options.learningRate(),
                options.weightDecay(),
                options.batchSize(),
                options.augment(),
                options.validation(),
                options.seed(),
                images.sha256());
    }

    /// All settings, as an experiment's log names them.
    Map<String, String> parameters(Recipe recipe) {
        Map<String, String> parameters = new LinkedHashMap<>(recipe.parameters());
        parameters.put("epochs", Integer.toString(options.epochs()));
        parameters.put("patience", Integer.toString(options.patience()));
        return parameters;
    }
}
