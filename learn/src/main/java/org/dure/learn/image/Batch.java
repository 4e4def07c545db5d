package org.dure.learn.image;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Pictures on their way into the network.
///
/// @param values of all pictures, in the order of the network's input
/// @param labels one class per picture
public record Batch(float[] values, long[] labels) {

    /// @param shifts where given, each picture is shifted by −1, 0 or 1 pixels across and down; the gap is 0
    public static Batch of(ImageSet images, List<Integer> indices, @Nullable SplittableRandom shifts) {
        int length = images.channels() * images.height() * images.width();
        float[] values = new float[indices.size() * length];
        long[] labels = new long[indices.size()];
        for (int i = 0; i < labels.length; i++) {
            int index = indices.get(i);
            int across = shifts == null ? 0 : shifts.nextInt(-1, 2);
            int down = shifts == null ? 0 : shifts.nextInt(-1, 2);
            copy(images, images.samples().get(index), values, i * length, across, down);
            labels[i] = images.classes().get(index);
        }
        return new Batch(values, labels);
    }

    private static void copy(ImageSet images, byte[] source, float[] into, int at, int across, int down) {
        int width = images.width();
        int height = images.height();
        for (int channel = 0; channel < images.channels(); channel++) {
            for (int y = Math.max(0, down); y < height + Math.min(0, down); y++) {
                for (int x = Math.max(0, across); x < width + Math.min(0, across); x++) {
                    int from = (channel * height + y - down) * width + x - across;
                    into[at + (channel * height + y) * width + x] = (float) ((source[from] & 0xff) * ImageSet.SCALE);
                }
            }
        }
    }
}
