package org.dure.learn.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.learn.network.Adam;
import org.dure.learn.reason.TrainException;
import org.jspecify.annotations.Nullable;

/// A [Snapshot] in the file `train.checkpoint` of a folder: a SHA-256 of the rest, a header in JSON, then the
/// numbers (lists of arrays of 32-bit floats, each with its length before it, big-endian).
public final class Checkpoint {

    static final String FILE = "train.checkpoint";
    static final String READY = ".ready";
    private static final String FORMAT = "dure-checkpoint/1";
    private static final int HASH_BYTES = 32;

    private Checkpoint() {}

    private record Header(
            String format,
            Recipe recipe,
            int epoch,
            int updates,
            int bestEpoch,
            @Nullable Double bestValidationLoss,
            double bestValidationAccuracy) {}

    /// Replaces the folder's checkpoint as a whole, then renews `.ready`, the sign that it may be fetched.
    public static void write(Path folder, Recipe recipe, Snapshot snapshot) {
        try {
            byte[] body = body(recipe, snapshot);
            byte[] hash = Sha256.digest().digest(body);
            ByteBuffer file = ByteBuffer.allocate(hash.length + body.length);
            DurableFiles.replace(folder.resolve(FILE), file.put(hash).put(body).array());
            renew(folder.resolve(READY));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a checkpoint into " + folder, e);
        }
    }

    private static byte[] body(Recipe recipe, Snapshot snapshot) throws IOException {
        Snapshot.Best best = snapshot.best();
        Header header = new Header(
                FORMAT,
                recipe,
                snapshot.epoch(),
                snapshot.optimiser().updates(),
                best.epoch(),
                // JSON has no infinity; it stands for "no epoch yet".
                Double.isFinite(best.validationLoss()) ? best.validationLoss() : null,
                best.validationAccuracy());
        byte[] json = Json.MAPPER.writeValueAsBytes(header);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeInt(json.length);
        out.write(json);
        writeNumbers(out, snapshot.weights());
        writeNumbers(out, snapshot.optimiser().first());
        writeNumbers(out, snapshot.optimiser().second());
        writeNumbers(out, best.weights());
        return body.toByteArray();
    }

    /// What the folder holds, or null where it holds none.
    ///
    /// @throws TrainException where the checkpoint is damaged or belongs to another recipe
    public static @Nullable Snapshot read(Path folder, Recipe recipe) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            checkHash(file, bytes);
            DataInputStream in =
                    new DataInputStream(new ByteArrayInputStream(bytes, HASH_BYTES, bytes.length - HASH_BYTES));
            Header header = Json.MAPPER.readValue(in.readNBytes(in.readInt()), Header.class);
            if (!header.format.equals(FORMAT)) {
                throw new TrainException(file + " is of the format " + header.format + ", not " + FORMAT);
            }
            if (!header.recipe.equals(recipe)) {
                throw new TrainException("The checkpoint in " + folder + " was made with other settings or data ("
                        + header.recipe.parameters() + "): give the same again, or an empty folder");
            }
            List<float[]> weights = readNumbers(in);
            Adam.State optimiser = new Adam.State(readNumbers(in), readNumbers(in), header.updates);
            double loss = header.bestValidationLoss == null ? Double.POSITIVE_INFINITY : header.bestValidationLoss;
            Snapshot.Best best =
                    new Snapshot.Best(header.bestEpoch, loss, header.bestValidationAccuracy, readNumbers(in));
            return new Snapshot(header.epoch, weights, optimiser, best);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static void checkHash(Path file, byte[] bytes) {
        boolean whole = bytes.length > HASH_BYTES;
        if (whole) {
            MessageDigest digest = Sha256.digest();
            digest.update(bytes, HASH_BYTES, bytes.length - HASH_BYTES);
            whole = Arrays.equals(digest.digest(), Arrays.copyOf(bytes, HASH_BYTES));
        }
        if (!whole) {
            throw new TrainException(file + " is damaged: its hash does not fit. Remove it to start afresh");
        }
    }

    private static void writeNumbers(DataOutputStream out, List<float[]> arrays) throws IOException {
        out.writeInt(arrays.size());
        for (float[] array : arrays) {
            out.writeInt(array.length);
            ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
            bytes.asFloatBuffer().put(array);
            out.write(bytes.array());
        }
    }

    private static List<float[]> readNumbers(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<float[]> arrays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FloatBuffer floats =
                    ByteBuffer.wrap(in.readNBytes(in.readInt() * Float.BYTES)).asFloatBuffer();
            float[] array = new float[floats.remaining()];
            floats.get(array);
            arrays.add(array);
        }
        return List.copyOf(arrays);
    }

    private static void renew(Path ready) throws IOException {
        if (Files.exists(ready)) {
            Files.setLastModifiedTime(ready, FileTime.from(Instant.now()));
        } else {
            Files.write(ready, "".getBytes(StandardCharsets.UTF_8));
        }
    }
}
