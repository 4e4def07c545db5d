package org.dure.learn.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.dure.base.Sha256;
import org.dure.base.model.Signature;

/// Labelled pictures of one size, held as the bytes of their samples (a quarter of what floats take).
///
/// @param labels  class names, sorted
/// @param samples one array per picture, in the order of [org.dure.base.model.Picture#samples]
/// @param classes one index into `labels` per picture
public record ImageSet(
        int width, int height, int channels, List<String> labels, List<byte[]> samples, List<Integer> classes) {

    /// How a sample 0…255 becomes a number for the network.
    public static final double SCALE = 1 / 255.0;

    public int size() {
        return samples.size();
    }

    /// One hash over all that a training run learns from.
    public String sha256() {
        MessageDigest digest = Sha256.digest();
        labels.forEach(label -> digest.update((label + '\n').getBytes(StandardCharsets.UTF_8)));
        digest.update(ByteBuffer.allocate(12)
                .putInt(width)
                .putInt(height)
                .putInt(channels)
                .flip());
        for (int i = 0; i < size(); i++) {
            digest.update(ByteBuffer.allocate(4).putInt(classes.get(i)).flip());
            digest.update(samples.get(i));
        }
        return Sha256.of(digest).hex();
    }

    /// What the network saw of its one input.
    public Signature.Range range() {
        long[] counts = new long[256];
        for (byte[] picture : samples) {
            for (byte sample : picture) {
                counts[sample & 0xff]++;
            }
        }
        long count = 0;
        double sum = 0;
        double sumOfSquares = 0;
        int least = 255;
        int largest = 0;
        for (int value = 0; value < counts.length; value++) {
            if (counts[value] > 0) {
                least = Math.min(least, value);
                largest = value;
            }
            count += counts[value];
            sum += counts[value] * value * SCALE;
            sumOfSquares += counts[value] * (value * SCALE) * (value * SCALE);
        }
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
        return new Signature.Range(least * SCALE, largest * SCALE, mean, deviation);
    }
}
